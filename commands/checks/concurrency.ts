import { GetAccountSettingsCommand, GetFunctionConcurrencyCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { partOf } from '../aws/deployed';
import type { AccountContext, Check } from './check';

/** How long a request keeps an instance busy, with SNS's usual response time. */
const USUAL_REQUEST_SECONDS = 0.3;

/** Checks whether Lambda can run enough instances for the requests that the throttle admits. */
export const concurrency: Check<AccountContext> = {
  name: 'concurrency',
  about: "Lambda's concurrency",
  actions: ['lambda:GetAccountSettings', 'lambda:GetFunctionConcurrency'],
  async run({ sdk, config: { throttle }, stack }) {
    const client = new LambdaClient(sdk);
    const reserved =
      stack && (await client.send(new GetFunctionConcurrencyCommand({ FunctionName: partOf(stack, 'sender') })));
    if (reserved?.ReservedConcurrentExecutions === 0) {
      return {
        state: 'fail',
        text: 'The emergency stop is on: the reserved concurrency of the function is 0, so nobody gets an SMS.',
        next: 'To undo it, see docs/runbook.md, "Emergency stop".',
      };
    }
    const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
    const instances = AccountLimit?.UnreservedConcurrentExecutions ?? 0;
    const needed = Math.ceil(throttle.requestsPerSecond * USUAL_REQUEST_SECONDS);
    const text = `Lambda can run ${instances} instances at once; the throttle admits ${throttle.requestsPerSecond} requests a second, which need about ${needed}`;
    if (instances >= needed) return { state: 'ok', text: `${text}.` };
    return {
      state: 'warn',
      text: `${text}.`,
      next: `Request more ("Concurrent executions" in Service Quotas), or lower throttle.requestsPerSecond to ${Math.max(1, Math.floor(instances / USUAL_REQUEST_SECONDS))} and deploy.`,
    };
  },
};

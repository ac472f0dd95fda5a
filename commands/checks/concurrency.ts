import { GetAccountSettingsCommand, GetFunctionConcurrencyCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { partOf } from '../aws/deployed';
import type { AccountContext, Check } from './check';

/** How long a request holds an instance when SNS answers as it usually does. */
const USUAL_REQUEST_SECONDS = 0.3;

/** Whether Lambda runs as many instances as the throttle lets requests in. */
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
        text: 'The emergency stop is on: the function has a concurrency of 0, and nobody gets an SMS.',
        next: 'docs/runbook.md, "Emergency stop", has the undo.',
      };
    }
    const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
    const instances = AccountLimit?.UnreservedConcurrentExecutions ?? 0;
    const needed = Math.ceil(throttle.requestsPerSecond * USUAL_REQUEST_SECONDS);
    const text = `Lambda runs ${instances} instances at once; ${throttle.requestsPerSecond} requests a second, which the throttle lets in, need some ${needed}`;
    if (instances >= needed) return { state: 'ok', text: `${text}.` };
    return {
      state: 'warn',
      text: `${text}.`,
      next: `Ask for more ("Concurrent executions" in Service Quotas), or lower throttle.requestsPerSecond to ${Math.max(1, Math.floor(instances / USUAL_REQUEST_SECONDS))}.`,
    };
  },
};

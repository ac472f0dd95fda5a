import { GetAccountSettingsCommand, GetFunctionConcurrencyCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { partOf } from '../aws/deployed';
import type { AccountContext, Check } from './check';

/** How long a request keeps an instance busy, with SNS's usual response time. */
const USUAL_REQUEST_SECONDS = 0.3;

/** Checks whether the functions may run, and Lambda can run enough instances for the requests that the throttle admits. */
export const concurrency: Check<AccountContext> = {
  name: 'concurrency',
  about: "Lambda's concurrency",
  actions: ['lambda:GetAccountSettings', 'lambda:GetFunctionConcurrency'],
  async run({ sdk, config: { throttle }, stack }) {
    const client = new LambdaClient(sdk);
    const [sender, consumer] = stack
      ? await Promise.all([
          reservedFor(partOf(stack, 'sender'), client),
          reservedFor(partOf(stack, 'consumer'), client),
        ])
      : [];
    const stop = describeStop(sender === 0, consumer === 0);
    if (stop) return { state: 'fail', text: stop, next: 'To undo it, see docs/runbook.md, "Emergency stop".' };
    const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
    const instances = sender ?? AccountLimit?.UnreservedConcurrentExecutions ?? 0;
    const needed = Math.ceil(throttle.requestsPerSecond * USUAL_REQUEST_SECONDS);
    const text = `Lambda can run ${instances} instances at once; the throttle admits ${throttle.requestsPerSecond} requests a second, which need about ${needed}`;
    if (instances >= needed) return { state: 'ok', text: `${text}.` };
    const more =
      sender === undefined
        ? 'Request more ("Concurrent executions" in Service Quotas)'
        : "Raise or remove the sender's reserved concurrency, which somebody set by hand";
    return {
      state: 'warn',
      text: `${text}.`,
      next: `${more}, or lower throttle.requestsPerSecond to ${Math.max(1, Math.floor(instances / USUAL_REQUEST_SECONDS))} and deploy.`,
    };
  },
};

/** The reserved concurrency of a function; `undefined` when it has none. */
async function reservedFor(FunctionName: string, client: LambdaClient): Promise<number | undefined> {
  const { ReservedConcurrentExecutions } = await client.send(new GetFunctionConcurrencyCommand({ FunctionName }));
  return ReservedConcurrentExecutions;
}

/** What is stopped, and what that means; `undefined` when both functions run. */
function describeStop(isSenderStopped: boolean, isConsumerStopped: boolean): string | undefined {
  if (isSenderStopped && isConsumerStopped) {
    return 'The emergency stop is on: the reserved concurrency of both functions is 0, so nobody gets an SMS.';
  }
  if (isSenderStopped) {
    return 'Half of the emergency stop is on: the reserved concurrency of the sender is 0, so nobody gets an SMS.';
  }
  if (isConsumerStopped) {
    return 'Half of the emergency stop is on: the reserved concurrency of the consumer is 0, so SMS that have to wait in the overflow queue are not sent.';
  }
  return undefined;
}

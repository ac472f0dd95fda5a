import type { StackResourceSummary } from '@aws-sdk/client-cloudformation';
import {
  GetEventSourceMappingCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import type { CONSUMER, SENDER } from './deployed';
import { eventually } from './eventually';
import { idOf } from './resources';

/** A hash of a function's code, as Lambda has it. */
export async function codeHashOf(
  resources: readonly StackResourceSummary[],
  start: typeof SENDER | typeof CONSUMER,
): Promise<string | undefined> {
  const FunctionName = idOf(resources, 'AWS::Lambda::Function', start);
  return (await new LambdaClient().send(new GetFunctionConfigurationCommand({ FunctionName }))).CodeSha256;
}

/** Has the queue feed the consumer, or keeps it from doing so. AWS takes up to a minute for either. */
export async function feedConsumer(resources: readonly StackResourceSummary[], isOn: boolean): Promise<void> {
  const client = new LambdaClient();
  const UUID = idOf(resources, 'AWS::Lambda::EventSourceMapping');
  await client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: isOn }));
  await eventually(async () => {
    const { State } = await client.send(new GetEventSourceMappingCommand({ UUID }));
    expect(State).toBe(isOn ? 'Enabled' : 'Disabled');
  });
}

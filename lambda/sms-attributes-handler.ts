import { setTimeout as sleep } from 'node:timers/promises';
import { GetSMSAttributesCommand, SetSMSAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { type AttributesResult, applyRequest, type SmsSettingsApi } from './sms-attributes';

/**
 * `applyRequest` makes at most nine calls and waits for 28 s. Even if SNS hangs at each of them, it answers within the
 * function's timeout of 120 s: without an answer, CloudFormation would lose the previous values.
 */
const client = new SNSClient({
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
});

const account: SmsSettingsApi = {
  read: async () => (await client.send(new GetSMSAttributesCommand({}))).attributes ?? {},
  write: async (attributes) => {
    await client.send(new SetSMSAttributesCommand({ attributes: { ...attributes } }));
  },
  sleep: (ms) => sleep(ms),
};

/**
 * Applies a request of CloudFormation for the custom resource, and sends the result to the URL where CloudFormation
 * waits for it.
 *
 * @throws when CloudFormation does not accept the result
 */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  const { RequestType: kind, ResourceProperties } = event;
  const physicalId = event.RequestType === 'Create' ? undefined : event.PhysicalResourceId;
  const result = await applyRequest({ kind, attributes: ResourceProperties.Attributes, physicalId }, account);
  process.stdout.write(`${JSON.stringify(lineOf(event, result))}\n`);
  await answer(event, result);
}

/**
 * The log line of a request. It leaves out the URL for the result, since anybody who has it can answer CloudFormation.
 */
function lineOf(
  { RequestType, RequestId, LogicalResourceId }: CloudFormationCustomResourceEvent,
  result: AttributesResult,
) {
  const { failure, physicalId } = result;
  return {
    level: failure ? 'ERROR' : 'INFO',
    requestId: RequestId,
    kind: RequestType,
    resource: LogicalResourceId,
    memory: physicalId,
    ...(failure && { fault: { name: failure.name, message: failure.message } }),
  };
}

async function answer(event: CloudFormationCustomResourceEvent, result: AttributesResult): Promise<void> {
  const { physicalId, failure } = result;
  const { ResponseURL, StackId, RequestId, LogicalResourceId } = event;
  const body = JSON.stringify({
    Status: failure ? 'FAILED' : 'SUCCESS',
    Reason: failure && `${failure.name}: ${failure.message}`,
    PhysicalResourceId: physicalId,
    StackId,
    RequestId,
    LogicalResourceId,
  });
  // The URL is signed for a request without a content type.
  const response = await fetch(ResponseURL, { method: 'PUT', body, headers: { 'content-type': '' } });
  if (!response.ok) throw new Error(`CloudFormation did not accept the result: HTTP ${response.status}.`);
}

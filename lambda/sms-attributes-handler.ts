import { setTimeout as sleep } from 'node:timers/promises';
import { GetSMSAttributesCommand, SetSMSAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { type AttributesResult, applyRequest, type SmsSettingsApi } from './sms-attributes';

const client = new SNSClient({ requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 } });

const account: SmsSettingsApi = {
  read: async () => (await client.send(new GetSMSAttributesCommand({}))).attributes ?? {},
  write: async (attributes) => {
    await client.send(new SetSMSAttributesCommand({ attributes: { ...attributes } }));
  },
  sleep: (ms) => sleep(ms),
};

/** Takes a wish of CloudFormation's for a custom resource, and answers it where CloudFormation waits. */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  const { RequestType: kind, ResourceProperties } = event;
  const memory = event.RequestType === 'Create' ? undefined : event.PhysicalResourceId;
  const settled = await applyRequest({ kind, attributes: ResourceProperties.Attributes, memory }, account);
  process.stdout.write(`${JSON.stringify(lineOf(event, settled))}\n`);
  await answer(event, settled);
}

/** What was asked and how it ended. The answer's address is a right to answer, so it is not logged. */
function lineOf(
  { RequestType, RequestId, LogicalResourceId }: CloudFormationCustomResourceEvent,
  settled: AttributesResult,
) {
  const { failure, memory } = settled;
  return {
    level: failure ? 'ERROR' : 'INFO',
    requestId: RequestId,
    kind: RequestType,
    resource: LogicalResourceId,
    memory,
    ...(failure && { fault: { name: failure.name, message: failure.message } }),
  };
}

async function answer(event: CloudFormationCustomResourceEvent, { memory, failure }: AttributesResult): Promise<void> {
  const { ResponseURL, StackId, RequestId, LogicalResourceId } = event;
  const body = JSON.stringify({
    Status: failure ? 'FAILED' : 'SUCCESS',
    Reason: failure && `${failure.name}: ${failure.message}`,
    PhysicalResourceId: memory,
    StackId,
    RequestId,
    LogicalResourceId,
  });
  // The address is signed for a request without a content type.
  const response = await fetch(ResponseURL, { method: 'PUT', body, headers: { 'content-type': '' } });
  if (!response.ok) throw new Error(`CloudFormation took no answer: ${response.status}.`);
}

import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';

/** Everything that SQS says of a queue. */
export async function attributesOfQueue(QueueUrl: string): Promise<Readonly<Record<string, string>>> {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
  return (await new SQSClient().send(command)).Attributes ?? {};
}

/** The ARN of a queue. Throws when SQS does not say it. */
export async function arnOfQueue(queueUrl: string): Promise<string> {
  const { QueueArn } = await attributesOfQueue(queueUrl);
  if (!QueueArn) throw new Error('SQS gives no ARN for this queue.');
  return QueueArn;
}

import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';

/** Everything that SQS says of a queue. */
export async function attributesOfQueue(QueueUrl: string): Promise<Readonly<Record<string, string>>> {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
  return (await new SQSClient().send(command)).Attributes ?? {};
}

/** The ARN of a queue. Throws when SQS does not give it. */
export async function arnOfQueue(queueUrl: string): Promise<string> {
  const { QueueArn } = await attributesOfQueue(queueUrl);
  if (!QueueArn) throw new Error('SQS gives no ARN for this queue.');
  return QueueArn;
}

/** About how many messages a queue holds, with those that it holds back or has handed out. */
export async function messagesIn(queueUrl: string): Promise<number> {
  const attributes = await attributesOfQueue(queueUrl);
  const counts = ['', 'Delayed', 'NotVisible'].map((kind) => Number(attributes[`ApproximateNumberOfMessages${kind}`]));
  return counts.reduce((total, count) => total + count, 0);
}

import { idOf, resourceOf, smsStatements, statementsOf, templateOf } from './template-of';

interface RedrivePolicy {
  readonly maxReceiveCount: number;
}

const template = templateOf();
const queue = idOf(template, 'AWS::SQS::Queue', 'OverflowQueue');
const deadLetters = idOf(template, 'AWS::SQS::Queue', 'OverflowDeadLetters');
const consumer = idOf(template, 'AWS::Lambda::Function', 'OverflowConsumer');

describe('OverflowQueue', () => {
  it('keeps a waiting message for an hour at most, encrypted', () => {
    expect(resourceOf(template, 'AWS::SQS::Queue', queue).Properties).toEqual({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 3_600,
      VisibilityTimeout: 13,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters, 'Arn'] }, maxReceiveCount: 150 },
    });
  });

  it('keeps a dead letter for a day, encrypted', () => {
    expect(resourceOf(template, 'AWS::SQS::Queue', deadLetters).Properties).toEqual({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 86_400,
    });
    template.resourceCountIs('AWS::SQS::Queue', 2);
  });

  it.each([queue, deadLetters])('requires TLS: %s', (id) => {
    const policies = Object.values(template.findResources('AWS::SQS::QueuePolicy'));
    const ofQueue = policies.filter(
      ({ Properties }) => JSON.stringify(Properties.Queues) === JSON.stringify([{ Ref: id }]),
    );

    expect(ofQueue.map(({ Properties }) => Properties.PolicyDocument.Statement)).toEqual([
      [
        {
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: 'sqs:*',
          Resource: { 'Fn::GetAtt': [id, 'Arn'] },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    ]);
  });

  it('is deleted with the stack', () => {
    for (const id of [queue, deadLetters]) {
      const deleted = { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' };
      expect(resourceOf(template, 'AWS::SQS::Queue', id)).toMatchObject(deleted);
    }
  });

  const { MessageRetentionPeriod, VisibilityTimeout, RedrivePolicy } = resourceOf(template, 'AWS::SQS::Queue', queue)
    .Properties as { MessageRetentionPeriod: number; VisibilityTimeout: number; RedrivePolicy: RedrivePolicy };

  it('never gives up on a message that only waits, even with the longest overflowSeconds', () => {
    // It returns after 1, 2, 3, 4 and then always 5 s (lambda/consumer.ts), for at most 600 s (config/limits-schema.ts).
    expect(RedrivePolicy.maxReceiveCount).toBeGreaterThan(1 + 4 + (600 - 10) / 5);
  });

  it('moves an unreadable message to the dead letters before its retention ends', () => {
    expect(RedrivePolicy.maxReceiveCount * VisibilityTimeout).toBeLessThan(MessageRetentionPeriod);
  });

  it('hides a received message for longer than the consumer can run', () => {
    expect(VisibilityTimeout).toBeGreaterThan(
      Number(resourceOf(template, 'AWS::Lambda::Function', consumer).Properties.Timeout),
    );
  });
});

describe('the consumer of the overflow queue', () => {
  it('may send SMS, write its log, acquire permits, record sent messages, consume the queue, and nothing else', () => {
    expect(statementsOf(template, 'OverflowConsumerRole')).toEqual([
      ...smsStatements(template, 'OverflowConsumerLog'),
      {
        Sid: 'PaceAndNote',
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
        Resource: { 'Fn::GetAtt': [idOf(template, 'AWS::DynamoDB::GlobalTable'), 'Arn'] },
      },
      {
        Sid: 'ConsumeQueue',
        Effect: 'Allow',
        Action: ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
        Resource: { 'Fn::GetAtt': [queue, 'Arn'] },
      },
    ]);
  });

  it('gets only names and addresses of resources in its environment', () => {
    const { Environment } = resourceOf(template, 'AWS::Lambda::Function', consumer).Properties;

    expect(Environment).toEqual({
      Variables: { TABLE_NAME: { Ref: idOf(template, 'AWS::DynamoDB::GlobalTable') }, QUEUE_URL: { Ref: queue } },
    });
  });

  it('gets batches of ten, two at a time, and reports which messages of a batch return to the queue', () => {
    template.resourceCountIs('AWS::Lambda::EventSourceMapping', 1);
    expect(resourceOf(template, 'AWS::Lambda::EventSourceMapping').Properties).toEqual({
      EventSourceArn: { 'Fn::GetAtt': [queue, 'Arn'] },
      FunctionName: { Ref: consumer },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });

  it('may read the queue before Lambda creates the mapping', () => {
    expect(resourceOf(template, 'AWS::Lambda::EventSourceMapping').DependsOn).toContain(
      idOf(template, 'AWS::IAM::Policy', 'OverflowConsumerRole'),
    );
  });
});

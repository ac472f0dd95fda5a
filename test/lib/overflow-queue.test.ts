import { idOf, resourceOf, smsStatements, statementsOf, templateOf } from './template-of';

interface RedrivePolicy {
  readonly maxReceiveCount: number;
}

const template = templateOf();
const queue = idOf(template, 'AWS::SQS::Queue', 'OverflowQueue');
const deadLetters = idOf(template, 'AWS::SQS::Queue', 'OverflowDeadLetters');
const consumer = idOf(template, 'AWS::Lambda::Function', 'OverflowConsumer');

describe('OverflowQueue', () => {
  it('keeps what waits for an hour at most, encrypted', () => {
    expect(resourceOf(template, 'AWS::SQS::Queue', queue).Properties).toEqual({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 3_600,
      VisibilityTimeout: 20,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters, 'Arn'] }, maxReceiveCount: 150 },
    });
  });

  it('keeps what can never be read for a day, encrypted', () => {
    expect(resourceOf(template, 'AWS::SQS::Queue', deadLetters).Properties).toEqual({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 86_400,
    });
    template.resourceCountIs('AWS::SQS::Queue', 2);
  });

  it.each([queue, deadLetters])('answers to TLS only: %s', (id) => {
    const policies = Object.values(template.findResources('AWS::SQS::QueuePolicy'));
    const own = policies.filter(
      ({ Properties }) => JSON.stringify(Properties.Queues) === JSON.stringify([{ Ref: id }]),
    );

    expect(own.map(({ Properties }) => Properties.PolicyDocument.Statement)).toEqual([
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

  it('goes with the stack', () => {
    for (const id of [queue, deadLetters]) {
      const gone = { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' };
      expect(resourceOf(template, 'AWS::SQS::Queue', id)).toMatchObject(gone);
    }
  });

  const { MessageRetentionPeriod, VisibilityTimeout, RedrivePolicy } = resourceOf(template, 'AWS::SQS::Queue', queue)
    .Properties as { MessageRetentionPeriod: number; VisibilityTimeout: number; RedrivePolicy: RedrivePolicy };

  it('takes nothing for dead that waits for its turn, as long as a configuration lets it', () => {
    // Back after 1, 2, 3, 4 and from then on 5 s (lambda/consumer.ts), for 600 s (config/schema.ts).
    expect(RedrivePolicy.maxReceiveCount).toBeGreaterThan(1 + 4 + (600 - 10) / 5);
  });

  it('takes for dead what can never be read before it would vanish with the retention', () => {
    expect(RedrivePolicy.maxReceiveCount * VisibilityTimeout).toBeLessThan(MessageRetentionPeriod);
  });

  it('hides what is being sent for longer than the consumer may run', () => {
    expect(VisibilityTimeout).toBeGreaterThan(
      Number(resourceOf(template, 'AWS::Lambda::Function', consumer).Properties.Timeout),
    );
  });
});

describe("the queue's consumer", () => {
  it('may send SMS and write its log, pace and note, consume the queue, and nothing else', () => {
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

  it('knows from its environment where things are and nothing else', () => {
    const { Environment } = resourceOf(template, 'AWS::Lambda::Function', consumer).Properties;

    expect(Environment).toEqual({
      Variables: { TABLE_NAME: { Ref: idOf(template, 'AWS::DynamoDB::GlobalTable') }, QUEUE_URL: { Ref: queue } },
    });
  });

  it('is fed ten messages at a time, twice at once, and says of each whether it comes back', () => {
    template.resourceCountIs('AWS::Lambda::EventSourceMapping', 1);
    expect(resourceOf(template, 'AWS::Lambda::EventSourceMapping').Properties).toEqual({
      EventSourceArn: { 'Fn::GetAtt': [queue, 'Arn'] },
      FunctionName: { Ref: consumer },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });

  it('may read the queue before it is fed, else Lambda refuses to', () => {
    expect(resourceOf(template, 'AWS::Lambda::EventSourceMapping').DependsOn).toContain(
      idOf(template, 'AWS::IAM::Policy', 'OverflowConsumerRole'),
    );
  });
});

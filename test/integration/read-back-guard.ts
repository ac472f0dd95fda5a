import { DescribeTableCommand, DescribeTimeToLiveCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { check } from './check';
import { CONSUMER, type GetDeployed } from './deployed';
import { arnOfQueue, attributesOfQueue } from './queues';
import { idOf } from './resources';

/** The table of the limits and the overflow queue, as AWS's APIs report them. */
export function readBackGuard(deployed: GetDeployed): void {
  const id = (type: string, start?: string) => idOf(deployed().resources, type, start);
  const queueUrl = (start: string) => id('AWS::SQS::Queue', start);

  describe('In the account', () => {
    check('the counters are in an encrypted table, paid by request, that deletes what has expired', async () => {
      const client = new DynamoDBClient();
      const TableName = id('AWS::DynamoDB::GlobalTable');

      const { Table } = await client.send(new DescribeTableCommand({ TableName }));
      const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));

      expect(Table).toMatchObject({
        BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
        KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
        SSEDescription: { SSEType: 'KMS' },
      });
      // AWS takes up to an hour to enable it.
      expect(TimeToLiveDescription).toEqual({
        AttributeName: 'expires',
        TimeToLiveStatus: expect.stringMatching(/^ENABL(ED|ING)$/),
      });
    });

    check('the key of the pseudonyms is 64 generated letters and digits, and is not rotated', async () => {
      const client = new SecretsManagerClient();
      const SecretId = id('AWS::SecretsManager::Secret', 'AbuseGuardKey');

      const described = await client.send(new DescribeSecretCommand({ SecretId }));
      const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId }));

      expect(described.RotationEnabled ?? false).toBe(false);
      expect(/^[A-Za-z0-9]{64}$/.test(SecretString)).toBe(true);
    });

    check('the secret of the previous connector stores nothing, and is not rotated', async () => {
      const client = new SecretsManagerClient();
      const SecretId = id('AWS::SecretsManager::Secret', 'PreviousConnector');

      const described = await client.send(new DescribeSecretCommand({ SecretId }));
      // An empty secret has no version. The emulator makes one with an empty value.
      const value = await client.send(new GetSecretValueCommand({ SecretId })).catch((error: Error) => {
        if (error.name === 'ResourceNotFoundException') return { SecretString: '' };
        throw error;
      });

      expect(described.RotationEnabled ?? false).toBe(false);
      expect(described.Description).toContain('connect --undo');
      expect(value.SecretString).toBe('');
    });

    check('the queue is encrypted and keeps a message for an hour, and a dead letter for a day', async () => {
      const queue = await attributesOfQueue(queueUrl('OverflowQueue'));
      const deadLetters = await attributesOfQueue(queueUrl('OverflowDeadLetters'));

      expect(queue).toMatchObject({
        MessageRetentionPeriod: '3600',
        VisibilityTimeout: '13',
        DelaySeconds: '0',
        SqsManagedSseEnabled: 'true',
      });
      expect(JSON.parse(queue.RedrivePolicy ?? '{}')).toEqual({
        deadLetterTargetArn: deadLetters.QueueArn,
        maxReceiveCount: 150,
      });
      expect(deadLetters).toMatchObject({ MessageRetentionPeriod: '86400', SqsManagedSseEnabled: 'true' });
      expect(deadLetters.RedrivePolicy).toBeUndefined();
    });

    check('the queue feeds two consumers at most, ten messages at a time, and takes back single ones', async () => {
      const FunctionName = id('AWS::Lambda::Function', CONSUMER);
      const command = new ListEventSourceMappingsCommand({ FunctionName });

      const { EventSourceMappings } = await new LambdaClient().send(command);

      expect(EventSourceMappings).toEqual([
        expect.objectContaining({
          UUID: id('AWS::Lambda::EventSourceMapping'),
          EventSourceArn: await arnOfQueue(queueUrl('OverflowQueue')),
          FunctionArn: expect.stringMatching(new RegExp(`:function:${FunctionName}$`)),
          State: 'Enabled',
          BatchSize: 10,
          ScalingConfig: { MaximumConcurrency: 2 },
          FunctionResponseTypes: ['ReportBatchItemFailures'],
        }),
      ]);
    });
  });
}

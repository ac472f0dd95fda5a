import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../contract/environment';
import { keyOfProven } from '../contract/share-table';
import { EXPIRES, PARTITION_KEY } from '../contract/table';

/** The items of numbers, proven numbers, networks and days (`contract/table.ts`). Events tell of no client address. */
const EVENT_KEYS = ['number#*', keyOfProven('*'), 'net#*', 'day#*'];

/** The table in which the limits and the rate limiter count, and the secret key of the pseudonyms in it. */
export class AbuseGuard extends Construct {
  readonly table: TableV2;
  private readonly key: Secret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new TableV2(this, 'Counters', {
      partitionKey: { name: PARTITION_KEY, type: AttributeType.STRING },
      billing: Billing.onDemand(),
      // Nothing depends on the removal: the time window is part of each key, so an old item is never read again.
      timeToLiveAttribute: EXPIRES,
      encryption: TableEncryptionV2.awsManagedKey(),
      // No backup, and deleted with the stack: nobody would restore counters of minutes and days.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.key = new Secret(this, 'Key', {
      description:
        'Turns phone numbers and addresses into pseudonyms. Never rotate it: all counts would start again at zero',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });
    Validations.of(this.key).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'The key never leaves the function. A new one would change all pseudonyms, so all counts would restart at zero.',
    });
  }

  /**
   * Lets a function count send attempts. Sets TABLE_NAME and KEY_SECRET_ARN in its environment.
   *
   * @param readsProven whether it also looks for numbers whose codes were used (`verifiedShare`)
   */
  grantCountTo(sender: LambdaFunction, { readsProven }: { readonly readsProven: boolean }): void {
    sender.addEnvironment(ENVIRONMENT.tableName, this.table.tableName);
    sender.addEnvironment(ENVIRONMENT.keySecretArn, this.key.secretArn);
    sender.addToRolePolicy(
      new PolicyStatement({
        // Conditional increments, and the release of a deduplication mark, are updates.
        sid: 'CountAttempts',
        effect: Effect.ALLOW,
        actions: ['dynamodb:UpdateItem'],
        resources: [this.table.tableArn],
      }),
    );
    if (readsProven) this.grantReadProvenTo(sender);
    this.grantPseudonymsTo(sender);
  }

  /**
   * Lets the function that takes Logto's events credit the numbers, networks and countries whose codes were used. Sets
   * TABLE_NAME and KEY_SECRET_ARN in its environment.
   */
  grantCreditTo(receiver: LambdaFunction): void {
    receiver.addEnvironment(ENVIRONMENT.tableName, this.table.tableName);
    receiver.addEnvironment(ENVIRONMENT.keySecretArn, this.key.secretArn);
    receiver.addToRolePolicy(
      new PolicyStatement({
        sid: 'CreditUsedCodes',
        effect: Effect.ALLOW,
        actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
        resources: [this.table.tableArn],
        conditions: withKeysLike(EVENT_KEYS),
      }),
    );
    this.grantPseudonymsTo(receiver);
  }

  /**
   * Lets the consumer of the overflow queue acquire permits and look for newer codes. Sets TABLE_NAME in its
   * environment. It needs no key: a queued message contains its pseudonym.
   */
  grantPermitsTo(consumer: LambdaFunction): void {
    consumer.addEnvironment(ENVIRONMENT.tableName, this.table.tableName);
    consumer.addToRolePolicy(
      new PolicyStatement({
        // To acquire a permit, to see whether a newer code was requested, to record that a message was sent.
        sid: 'PaceAndNote',
        effect: Effect.ALLOW,
        actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
        resources: [this.table.tableArn],
      }),
    );
  }

  /**
   * A policy of its own: CloudFormation would take a statement out of the other one before it changes the code. When
   * `verifiedShare` is switched off, the code of before would then count without the table for some seconds.
   */
  private grantReadProvenTo(sender: LambdaFunction): void {
    const policy = new Policy(this, 'ReadProvenNumbers', {
      statements: [
        new PolicyStatement({
          // The only items that are read without an update.
          sid: 'ReadProvenNumbers',
          effect: Effect.ALLOW,
          actions: ['dynamodb:GetItem'],
          resources: [this.table.tableArn],
          conditions: withKeysLike([keyOfProven('*')]),
        }),
      ],
    });
    sender.role?.attachInlinePolicy(policy);
    sender.node.addDependency(policy);
  }

  private grantPseudonymsTo(handler: LambdaFunction): void {
    handler.addToRolePolicy(
      new PolicyStatement({
        // To make the pseudonyms in the table's keys.
        sid: 'ReadPseudonymKey',
        effect: Effect.ALLOW,
        actions: ['secretsmanager:GetSecretValue'],
        resources: [this.key.secretArn],
        conditions: { StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' } },
      }),
    );
  }
}

/** Narrows a statement to items with such keys ("Using IAM policy conditions", DynamoDB developer guide). */
function withKeysLike(patterns: readonly string[]) {
  return { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns } };
}

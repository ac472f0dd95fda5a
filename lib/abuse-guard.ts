import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../contract/environment';
import { EXPIRES, PARTITION_KEY } from '../contract/table';

/** What the limits and the pace are counted in: one table, whose keys are pseudonyms, and the key that makes them. */
export class AbuseGuard extends Construct {
  readonly table: TableV2;
  private readonly key: Secret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new TableV2(this, 'Counters', {
      partitionKey: { name: PARTITION_KEY, type: AttributeType.STRING },
      billing: Billing.onDemand(),
      // Windows are part of the keys, so what has expired is only in the way.
      timeToLiveAttribute: EXPIRES,
      encryption: TableEncryptionV2.awsManagedKey(),
      // Neither backed up nor kept: there is nothing in counters of minutes and days that anybody would restore.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.key = new Secret(this, 'Key', {
      description: 'Turns phone numbers and addresses into pseudonyms. Never rotate it: every count would start anew',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });
    Validations.of(this.key).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'The key never leaves the function, and a new one would make every number unknown and every limit start anew.',
    });
  }

  /** Lets a function count, and tells it where: TABLE_NAME, KEY_SECRET_ARN. */
  grantCountTo(counter: LambdaFunction): void {
    counter.addEnvironment(ENVIRONMENT.tableName, this.table.tableName);
    counter.addEnvironment(ENVIRONMENT.keySecretArn, this.key.secretArn);
    counter.addToRolePolicy(
      new PolicyStatement({
        // Every count, and taking back that a code was sent, is an update.
        sid: 'CountAttempts',
        effect: Effect.ALLOW,
        actions: ['dynamodb:UpdateItem'],
        resources: [this.table.tableArn],
      }),
    );
    counter.addToRolePolicy(
      new PolicyStatement({
        // To make the keys of the counters.
        sid: 'ReadPseudonymKey',
        effect: Effect.ALLOW,
        actions: ['secretsmanager:GetSecretValue'],
        resources: [this.key.secretArn],
        conditions: { StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' } },
      }),
    );
  }

  /** Lets the queue's consumer take places in the pace and look for newer codes. The pseudonyms come with the message. */
  grantPaceTo(consumer: LambdaFunction): void {
    consumer.addEnvironment(ENVIRONMENT.tableName, this.table.tableName);
    consumer.addToRolePolicy(
      new PolicyStatement({
        // To take a place in the pace, to see whether a newer code was asked for, to note that this one was sent.
        sid: 'PaceAndNote',
        effect: Effect.ALLOW,
        actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
        resources: [this.table.tableArn],
      }),
    );
  }
}

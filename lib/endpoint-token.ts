import { Stack, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../contract/environment';

/** The token with which Logto authenticates. It is generated in the account, so no template and no file holds it. */
export class EndpointToken extends Construct {
  /** The command of the AWS CLI that prints the token. It contains the Region, so it works in any shell. */
  readonly command: string;
  readonly secret: Secret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      description: "The token that Logto's HTTP SMS connector sends to this stack's endpoint",
      // 48 letters and digits have 285 bits. No punctuation, because people paste it.
      generateSecretString: { passwordLength: 48, excludePunctuation: true },
    });
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'Logto holds a copy of the token. Automatic rotation would not update it, and all sign-ins by SMS would fail.',
    });
    const { region } = Stack.of(this);
    this.command = `aws secretsmanager get-secret-value --secret-id ${this.secret.secretArn} --query SecretString --output text --region ${region}`;
  }

  /** Lets a function read the token. Sets TOKEN_SECRET_ARN in its environment. */
  grantReadTo(reader: LambdaFunction): void {
    reader.addEnvironment(ENVIRONMENT.tokenSecretArn, this.secret.secretArn);
    reader.addToRolePolicy(
      new PolicyStatement({
        // To compare the caller's token with the current one, and during the grace time with the previous one.
        sid: 'ReadCurrentAndPreviousToken',
        effect: Effect.ALLOW,
        actions: ['secretsmanager:GetSecretValue'],
        resources: [this.secret.secretArn],
        conditions: { StringEquals: { 'secretsmanager:VersionStage': ['AWSCURRENT', 'AWSPREVIOUS'] } },
      }),
    );
  }
}

import { Stack, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../contract/environment';

/** The token that Logto shows: generated in the account, so that it stands in no template and no file. */
export class EndpointToken extends Construct {
  /** The command that prints the token, for the operator's shell. */
  readonly command: string;
  private readonly secret: Secret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      description: "The token that Logto's HTTP SMS connector sends to this stack's endpoint",
      // 48 letters and digits are 285 bits; no punctuation, since people paste it.
      generateSecretString: { passwordLength: 48, excludePunctuation: true },
    });
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'The token is pasted into Logto: a rotation that Logto does not learn of would end every sign-in.',
    });
    const { region } = Stack.of(this);
    this.command = `aws secretsmanager get-secret-value --secret-id ${this.secret.secretArn} --query SecretString --output text --region ${region}`;
  }

  /** Lets a function read the token, and tells it where: TOKEN_SECRET_ARN. */
  grantReadTo(reader: LambdaFunction): void {
    reader.addEnvironment(ENVIRONMENT.tokenSecretArn, this.secret.secretArn);
    reader.addToRolePolicy(
      new PolicyStatement({
        // To compare the caller's token with the current one, and with the previous one in its grace time.
        sid: 'ReadCurrentAndPreviousToken',
        effect: Effect.ALLOW,
        actions: ['secretsmanager:GetSecretValue'],
        resources: [this.secret.secretArn],
        conditions: { StringEquals: { 'secretsmanager:VersionStage': ['AWSCURRENT', 'AWSPREVIOUS'] } },
      }),
    );
  }
}

import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

/**
 * The secret in which `connect` stores Logto's SMS connector before it replaces that, so that `connect --undo` can put it
 * back. It contains the keys of another vendor. No function reads it, and it is deleted with the stack.
 */
export class PreviousConnector extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    // Without SecretString and GenerateSecretString, CloudFormation creates an empty secret and never writes a value
    // (CloudFormation reference, AWS::SecretsManager::Secret), so no update can overwrite what is stored. The CDK's
    // `Secret` would generate one.
    const secret = new CfnSecret(this, 'Secret', {
      description: "Logto's SMS connector before connect replaced it, for connect --undo. connect --forget empties it",
    });
    secret.applyRemovalPolicy(RemovalPolicy.DESTROY);
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        "The keys in it are another vendor's. A rotation would not change them there, and they could not be put back.",
    });
  }
}

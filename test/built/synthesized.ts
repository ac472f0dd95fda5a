import { Template } from 'aws-cdk-lib/assertions';
import { stackOf } from '../lib/stack-of';

/** The CloudFormation template of a configuration. Throws when the CDK's own validation finds an error in it. */
export function synthesized(config: object): object {
  return Template.fromStack(stackOf(config)).toJSON();
}

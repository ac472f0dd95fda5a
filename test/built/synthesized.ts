import { Template } from 'aws-cdk-lib/assertions';
import { stackOf } from '../lib/stack-of';

/** Synthesizes the CloudFormation template of a configuration. */
export function synthesized(config: object): object {
  return Template.fromStack(stackOf(config)).toJSON();
}

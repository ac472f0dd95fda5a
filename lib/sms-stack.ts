import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../config/schema';
import { STACK_DESCRIPTION } from '../contract/stack';
import { LogtoSms } from './logto-sms';

/** The properties of any CDK stack, and the configuration. The configuration contains the name of the stack. */
export interface SmsStackProps extends Omit<StackProps, 'stackName' | 'description'> {
  /** As `loadConfig` returns it. */
  readonly config: Config;
}

/** A stack with one `LogtoSms`, and nothing else. */
export class SmsStack extends Stack {
  constructor(scope: Construct, id: string, { config, ...props }: SmsStackProps) {
    super(scope, id, { ...props, stackName: config.stackName, description: STACK_DESCRIPTION });
    // The CDK leaves this id out of logical ids, so they are as short as if the stack had the resources itself.
    new LogtoSms(this, 'Default', { config });
  }
}

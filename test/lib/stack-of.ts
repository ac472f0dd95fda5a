import { App, type AppProps } from 'aws-cdk-lib';
import { Annotations } from 'aws-cdk-lib/assertions';
import { BUNDLING_STACKS } from 'aws-cdk-lib/cx-api';
import cdkJson from '../../cdk.json';
import { parseConfig } from '../../config/load-config';
import { SmsStack } from '../../lib/sms-stack';
import { CONFIG } from './configurations';

/** An app as `cdk synth` starts it: with the feature flags of cdk.json, which jest would leave out. */
export function appWithFlags(props: AppProps = {}): App {
  return new App({
    ...props,
    context: {
      ...cdkJson.context,
      // Warnings are asserted on, not printed.
      '@aws-cdk/core:annotationsInValidationReport': false,
      // Bundling takes its time and says nothing about a template; bundled-code.test.ts does it.
      [BUNDLING_STACKS]: [],
    },
  });
}

/** The stack that a configuration file with these keys gives. */
export function stackOf(config: object = CONFIG, app: App = appWithFlags()): SmsStack {
  return new SmsStack(app, 'LogtoSms', { config: parseConfig(config, 'test') });
}

/**
 * What the stack of a configuration warns of. The CDK does not validate the template here: loading its rules takes
 * seconds, and `templateOf` has it done.
 */
export function annotationsOf(config: object): Annotations {
  const app = appWithFlags({ builtinCloudFormationValidation: false });
  return Annotations.fromStack(stackOf(config, app));
}

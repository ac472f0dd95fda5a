import { App, type AppProps } from 'aws-cdk-lib';
import { Annotations } from 'aws-cdk-lib/assertions';
import { BUNDLING_STACKS } from 'aws-cdk-lib/cx-api';
import cdkJson from '../../cdk.json';
import { parseConfig } from '../../config/load-config';
import { SmsStack } from '../../lib/sms-stack';
import { CONFIG } from './configurations';

/**
 * Creates an app like `cdk synth` does, with the feature flags of cdk.json. In jest, `new App()` ignores that file. The CDK
 * validates no template unless asked to: loading its rules takes seconds, and `nag.test.ts` covers it.
 */
export function appWithFlags(props: AppProps = {}): App {
  return new App({
    builtinCloudFormationValidation: false,
    ...props,
    context: {
      ...cdkJson.context,
      // The tests check the warnings, so they need not be printed.
      '@aws-cdk/core:annotationsInValidationReport': false,
      // Bundling is slow and does not change the template. bundled-code.test.ts covers it.
      [BUNDLING_STACKS]: [],
    },
  });
}

/** Creates the stack from a configuration with these keys. */
export function stackOf(config: object = CONFIG, app: App = appWithFlags()): SmsStack {
  return new SmsStack(app, 'LogtoSms', { config: parseConfig(config, 'test') });
}

/** Returns the warnings of the stack of a configuration. */
export function annotationsOf(config: object): Annotations {
  return Annotations.fromStack(stackOf(config));
}

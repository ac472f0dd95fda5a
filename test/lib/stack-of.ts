import { App } from 'aws-cdk-lib';
import { BUNDLING_STACKS } from 'aws-cdk-lib/cx-api';
import cdkJson from '../../cdk.json';
import { parseConfig } from '../../lib/config';
import { SmsStack } from '../../lib/sms-stack';
import { CONFIG } from './configurations';

/** An app as `cdk synth` starts it: with the feature flags of cdk.json, which jest would leave out. */
export function appWithFlags(): App {
  return new App({
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
  return new SmsStack(app, parseConfig(config, 'test'));
}

import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { BUNDLING_STACKS } from 'aws-cdk-lib/cx-api';
import cdkJson from '../../cdk.json';
import { parseConfig } from '../../lib/config';
import { SmsStack } from '../../lib/sms-stack';

/** A configuration without warnings. */
export const CONFIG = { brand: 'Acme', countries: ['DE'], alarmEmail: 'ops@example.com' };

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

/** Its CloudFormation template. Throws when the CDK's own validation finds an error in it. */
export function templateOf(config: object = CONFIG): Template {
  return Template.fromStack(stackOf(config));
}

/** The logical id of the one resource of a type whose id begins so. */
export function idOf(template: Template, type: string, start = ''): string {
  const ids = Object.keys(template.findResources(type)).filter((id) => id.startsWith(start));
  if (ids.length !== 1 || ids[0] === undefined) throw new Error(`There are ${ids.length} ${type} ${start}, not 1.`);
  return ids[0];
}

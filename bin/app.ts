#!/usr/bin/env node
import { App, Validations } from 'aws-cdk-lib';
import { InvalidConfig } from '../config/faults';
import { loadConfig } from '../config/load-config';
import { asInvoked, invokedByPackageCommand } from '../contract/invocation';
import { isPacked } from '../lib/code/source-folder';
import { SmsStack } from '../lib/sms-stack';

if (isPacked) invokedByPackageCommand();

const app = new App();
// `cdk deploy -c config=FILE` uses another file.
const file: unknown = app.node.tryGetContext('config') ?? 'sms.config.json';

try {
  const config = loadConfig(String(file));
  // The CDK CLI sets both from its credentials. Without credentials, the template fits every account and Region.
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  new SmsStack(app, config.stackName, { config, env: { account, region } });
} catch (error) {
  if (!(error instanceof InvalidConfig)) throw error;
  console.error(asInvoked(error.message));
  process.exit(1);
}

// The npm package has no cdk-nag: its template was checked before it was packed.
if (!isPacked) {
  const { AwsSolutionsChecks } = require('cdk-nag') as typeof import('cdk-nag');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}

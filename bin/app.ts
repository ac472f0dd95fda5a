#!/usr/bin/env node
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { InvalidConfig } from '../config/faults';
import { loadConfig } from '../config/load-config';
import { SmsStack } from '../lib/sms-stack';

const app = new App();
const file: unknown = app.node.tryGetContext('config') ?? 'sms.config.json';

try {
  new SmsStack(app, loadConfig(String(file)));
} catch (error) {
  if (!(error instanceof InvalidConfig)) throw error;
  console.error(error.message);
  process.exit(1);
}

Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

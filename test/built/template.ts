import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { built } from './built';

/** Returns the CloudFormation template of a configuration, from a real synth. */
export function builtTemplate(config: object): Record<string, unknown> {
  const folder = built('template', config, (unfinished) => {
    // Loaded only when something must be built: loading the CDK's constructs takes seconds.
    const { synthesized } = require('./synthesized') as typeof import('./synthesized');
    writeFileSync(join(unfinished, 'template.json'), JSON.stringify(synthesized(config)));
  });
  return JSON.parse(readFileSync(join(folder, 'template.json'), 'utf8'));
}

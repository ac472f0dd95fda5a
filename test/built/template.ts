import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { built } from './built';

/** What the CDK makes of a configuration: a real synth with the CDK's own validation, once for each configuration. */
export function builtTemplate(config: object): Record<string, unknown> {
  const folder = built('template', config, (unfinished) => {
    // Loaded only where there is something to build: loading the CDK's constructs takes seconds.
    const { synthesized } = require('./synthesized') as typeof import('./synthesized');
    writeFileSync(join(unfinished, 'template.json'), JSON.stringify(synthesized(config)));
  });
  return JSON.parse(readFileSync(join(folder, 'template.json'), 'utf8'));
}

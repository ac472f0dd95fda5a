import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../contract/settings';
import { built } from './built';

/** The settings of a configuration. Each call gives new ones, so that no test can change those of another. */
export function builtSettings(config: object): Settings {
  const folder = built('settings', config, (unfinished) => {
    // Loaded only where there is something to build: putting 260 messages together takes half a second in a new process.
    const { parseConfig } = require('../../config/load-config') as typeof import('../../config/load-config');
    const { settingsOf } = require('../../config/settings') as typeof import('../../config/settings');
    writeFileSync(join(unfinished, 'settings.json'), JSON.stringify(settingsOf(parseConfig(config, 'test'))));
  });
  return JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8'));
}

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../contract/settings';
import { built } from './built';

/** Returns the settings of a configuration. Each call returns a new object, so that tests cannot affect each other. */
export function builtSettings(config: object): Settings {
  const folder = built('settings', config, (unfinished) => {
    // Loaded only when something must be built: composing 260 messages takes half a second in a new process.
    const { parseConfig } = require('../../config/load-config') as typeof import('../../config/load-config');
    const { settingsOf } = require('../../config/settings') as typeof import('../../config/settings');
    writeFileSync(join(unfinished, 'settings.json'), JSON.stringify(settingsOf(parseConfig(config, 'test'))));
  });
  return JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8'));
}

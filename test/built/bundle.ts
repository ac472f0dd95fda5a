import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Settings, type SmsApi, smsApiOf } from '../../contract/settings';
import { FUNCTION_FILE, withSettings } from '../../lib/code/source-folder';
import { built } from './built';

/** Returns the folder with the deployed `index.mjs` of an entry of `lambda/`. `bundle` explains the parameters. */
export function builtBundle(entry: string, settings?: Settings): string {
  return built(`function-${entry}`, settings ?? null, (unfinished) => {
    const code = readFileSync(join(withoutSettings(entry, smsApiOf(settings ?? {})), FUNCTION_FILE), 'utf8');
    writeFileSync(join(unfinished, FUNCTION_FILE), withSettings(code, settings));
  });
}

/** Bundles an entry once for all settings with the same API. */
function withoutSettings(entry: string, api: SmsApi): string {
  return built(`bundle-${entry}`, api, (unfinished) => {
    const { bundle } = require('../../lib/code/bundle') as typeof import('../../lib/code/bundle');
    bundle(entry, unfinished, undefined, api);
  });
}

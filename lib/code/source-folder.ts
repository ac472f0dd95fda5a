import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings, SmsApi } from '../../contract/settings';

/** The absolute path of `lambda/`. */
export const LAMBDA_FOLDER = join(__dirname, '..', '..', 'lambda');

/** Where the npm package has its functions: bundled when it was packed, so that what is deployed is what was tested. */
export const PACKED_FOLDER = join(__dirname, '..', '..', 'functions');

/** Whether this code is part of the npm package. */
export const isPacked = existsSync(PACKED_FOLDER);

/** The entries that send SMS: each of them has a bundle for each API. All other bundles are the same with both. */
const SENDING_ENTRIES = ['handler', 'consumer-handler'];

/** The name of a function's file in `PACKED_FOLDER`, by the API that the stack sends through. */
export function packedFile(entry: string, api: SmsApi): string {
  return api === 'sns' || !SENDING_ENTRIES.includes(entry) ? `${entry}.mjs` : `${entry}.${api}.mjs`;
}

/** The name of the file that is deployed. */
export const FUNCTION_FILE = 'index.mjs';

/**
 * Puts the constant `SETTINGS` before the code of a function: Lambda's environment is limited to 4 KB. JSON is an
 * expression of JavaScript (ECMAScript 2019).
 */
export function withSettings(code: string, settings: Settings | undefined): string {
  return settings ? `const SETTINGS=${JSON.stringify(settings)};\n${code}` : code;
}

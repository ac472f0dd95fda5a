import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Settings, smsApiOf } from '../../contract/settings';
import { FUNCTION_FILE, isPacked, PACKED_FOLDER, packedFile, withSettings } from './source-folder';

/**
 * Writes the code of a function, with its settings, into an existing folder. In the npm package, the code is there.
 * Otherwise it is bundled now.
 *
 * @param entry the name of a file in `lambda/` without its extension
 */
export function writeFunction(entry: string, outdir: string, settings?: Settings): void {
  if (isPacked) {
    const code = readFileSync(join(PACKED_FOLDER, packedFile(entry, smsApiOf(settings ?? {}))), 'utf8');
    writeFileSync(join(outdir, FUNCTION_FILE), withSettings(code, settings));
  } else {
    // Only here, since the package has no esbuild.
    const { bundle } = require('./bundle') as typeof import('./bundle');
    bundle(entry, outdir, settings);
  }
}

import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Settings } from '../contract/settings';

export const LAMBDA_FOLDER = join(__dirname, '..', 'lambda');

/**
 * Builds one entry of `lambda/` into the single file that is deployed, `index.js`. esbuild is called by its own
 * interface and not by `NodejsFunction`, which would hand the settings to a shell, and falls back to Docker.
 *
 * @param entry the name of a file in `lambda/` without its ending
 * @param outdir an existing folder
 * @param settings compiled in as the constant `SETTINGS`, since Lambda's environment ends at 4 KB; what needs none has none
 * @throws esbuild's `BuildFailure` when the code does not build
 */
export function bundle(entry: string, outdir: string, settings?: Settings): void {
  buildSync({
    entryPoints: [join(LAMBDA_FOLDER, `${entry}.ts`)],
    outfile: join(outdir, 'index.js'),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    // The SDK's ES modules: esbuild can leave out what is never called, 480 instead of 643 KB.
    mainFields: ['module', 'main'],
    define: settings ? { SETTINGS: JSON.stringify(settings) } : {},
    // The texts of 20 languages stay readable in the console, and take a third of the bytes.
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
  });
}

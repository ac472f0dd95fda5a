import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, buildSync, type Metafile } from 'esbuild';
import { type Settings, type SmsApi, smsApiOf } from '../../contract/settings';
import { phoneMetadata } from './phone-metadata';
import { FUNCTION_FILE, LAMBDA_FOLDER, withSettings } from './source-folder';

const shim = (file: string) => join(LAMBDA_FOLDER, 'shims', file);

/**
 * Modules that Lambda never uses, and the bundle shims that replace them. Each shim says why. The SDK supports many
 * environments besides Lambda, and every cold start compiles all of its code.
 */
const ALIAS = {
  '@aws-sdk/credential-provider-node': shim('environment-credentials.ts'),
  '@aws-sdk/middleware-endpoint-discovery': shim('no-endpoint-discovery.ts'),
  '@smithy/core/checksum': shim('native-checksums.ts'),
  '@smithy/core/event-streams': shim('no-event-streams.ts'),
  'libphonenumber-js/mobile/metadata': shim('phone-metadata.ts'),
};

/**
 * The bundle is an ES module, because only its top-level `await` makes Lambda wait for the entry's `start`, if it has
 * one. Its content is a script that calls `require`: when an ES module imports `node:http`, Node reads every export of
 * it, and that loads another HTTP client (32 ms).
 */
const MODULE_FORMAT = {
  format: 'iife',
  globalName: 'entry',
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  footer: { js: 'export const{handler}=entry;await entry.start?.();' },
} as const;

/**
 * Bundles one entry of `lambda/` into the single file that is deployed, `index.mjs`. It calls esbuild directly, because
 * `NodejsFunction` would pass the settings through a shell, and falls back to Docker.
 *
 * @param entry the name of a file in `lambda/` without its extension
 * @param outdir an existing folder
 * @param settings put before the code. @default nothing: not every entry needs settings
 * @param api the API that sends: the code of the other one is left out. @default that of the settings
 * @param changes options of esbuild for measurements. @default those of the deployed code
 * @returns esbuild's description of the bundle: the files it consists of, and what it imports
 * @throws esbuild's `BuildFailure` if the code does not build
 */
export function bundle(
  entry: string,
  outdir: string,
  settings?: Settings,
  api: SmsApi = smsApiOf(settings ?? {}),
  changes: BuildOptions = {},
): Metafile {
  const outfile = join(outdir, FUNCTION_FILE);
  const { metafile } = buildSync({ ...bundleOptions(entry, outfile, api), ...changes, metafile: true });
  writeFileSync(outfile, withSettings(readFileSync(outfile, 'utf8'), settings));
  return metafile;
}

function bundleOptions(entry: string, outfile: string, api: SmsApi) {
  return {
    entryPoints: [join(LAMBDA_FOLDER, `${entry}.ts`)],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    ...MODULE_FORMAT,
    // Prefers the SDK's ES modules, from which esbuild can leave out what is never called.
    mainFields: ['module', 'main'],
    alias: ALIAS,
    define: { PHONE_METADATA: JSON.stringify(JSON.stringify(phoneMetadata())), SMS_API: JSON.stringify(api) },
    // Keeps the texts of 20 languages readable in the Lambda console, and needs a third of the bytes of escapes.
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
  } as const satisfies BuildOptions;
}

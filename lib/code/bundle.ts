import { join } from 'node:path';
import { type BuildOptions, buildSync, type Metafile } from 'esbuild';
import type { Settings } from '../../contract/settings';
import { phoneMetadata } from './phone-metadata';

export const LAMBDA_FOLDER = join(__dirname, '..', '..', 'lambda');

const shim = (file: string) => join(LAMBDA_FOLDER, 'shims', file);

/**
 * What Lambda never uses, and what takes its place; each file says why. The SDK is made for every place it may run in, and
 * every byte of it is compiled at every cold start.
 */
const ALIAS = {
  '@aws-sdk/credential-provider-node': shim('environment-credentials.ts'),
  '@aws-sdk/middleware-endpoint-discovery': shim('no-endpoint-discovery.ts'),
  '@smithy/core/checksum': shim('native-checksums.ts'),
  '@smithy/core/event-streams': shim('no-event-streams.ts'),
  'libphonenumber-js/mobile/metadata': shim('phone-metadata.ts'),
};

/**
 * An ES module, since only that can make Lambda wait: for what an entry's `start` does, if it has one. Inside it is a
 * script, since Node reads every name of a module that an ES module imports, and reading all of `node:http` loads a whole
 * other HTTP client (32 ms).
 */
const AWAITED = {
  format: 'iife',
  globalName: 'entry',
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  footer: { js: 'export const{handler}=entry;await entry.start?.();' },
} as const;

/**
 * Builds one entry of `lambda/` into the single file that is deployed, `index.mjs`. esbuild is called by its own
 * interface and not by `NodejsFunction`, which would hand the settings to a shell, and falls back to Docker.
 *
 * @param entry the name of a file in `lambda/` without its ending
 * @param outdir an existing folder
 * @param settings compiled in as the constant `SETTINGS`, since Lambda's environment ends at 4 KB; what needs none has none
 * @returns what esbuild says of the bundle: which files it is made of, and what it imports
 * @throws esbuild's `BuildFailure` when the code does not build
 */
export function bundle(entry: string, outdir: string, settings?: Settings): Metafile {
  return buildSync({ ...bundleOptions(entry, outdir, settings), metafile: true }).metafile;
}

/** What esbuild is told. See `bundle` for the parameters. */
export function bundleOptions(entry: string, outdir: string, settings?: Settings): BuildOptions {
  return {
    entryPoints: [join(LAMBDA_FOLDER, `${entry}.ts`)],
    outfile: join(outdir, 'index.mjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    ...AWAITED,
    // The SDK's ES modules: esbuild can leave out what is never called.
    mainFields: ['module', 'main'],
    alias: ALIAS,
    define: {
      ...(settings && { SETTINGS: JSON.stringify(settings) }),
      PHONE_METADATA: JSON.stringify(JSON.stringify(phoneMetadata())),
    },
    // The texts of 20 languages stay readable in the console, and take a third of the bytes.
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
  };
}

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, buildSync } from 'esbuild';
import type { Settings } from '../../contract/settings';
import { bundle, bundleOptions, LAMBDA_FOLDER } from '../../lib/code/bundle';

/** What is compared. `floor again` is `net floor` once more: how far the two are apart is the machine's noise. */
export const NAMES = [
  'floor',
  'net floor',
  'net floor again',
  'hand-written',
  'CDK, SDK bundled',
  'CDK, SDK of the runtime',
  'ours, unprepared',
  'ours',
] as const;

export type Name = (typeof NAMES)[number];

export interface Contender {
  readonly file: string;
  readonly bytes: number;
  /** By deflate, as in the zip that Lambda gets. */
  readonly zipped: number;
}

const NET_FLOOR = "require('node:https');require('node:crypto');exports.handler = async () => ({ statusCode: 200 });\n";

/** How the bundle ends: it waits for the preparation. */
const WAIT = 'await entry.start?.();';

/**
 * Builds everything that is compared, each into a folder of its own.
 *
 * @param folder an existing one
 * @param settings of the deployed stack, with all its texts
 */
export function contenders(folder: string, settings: Settings): Record<Name, Contender> {
  const cdk = { define: { SETTINGS: JSON.stringify(settings) }, entryPoints: [join(LAMBDA_FOLDER, 'handler.ts')] };
  const path = (name: Name) => {
    const own = join(folder, name.replaceAll(/\W+/g, '-'));
    mkdirSync(own, { recursive: true });
    return own;
  };
  const written = (name: Name, code: string, file = 'index.js') => {
    writeFileSync(join(path(name), file), code);
    return weighed(join(path(name), file));
  };
  // What NodejsFunction tells esbuild when it is told nothing itself.
  const built = (name: Name, options: BuildOptions) => {
    const outfile = join(path(name), 'index.js');
    buildSync({ bundle: true, platform: 'node', target: 'node24', outfile, logLevel: 'warning', ...options });
    return weighed(outfile);
  };
  bundle('handler', path('ours'), settings);
  const ours = weighed(join(path('ours'), 'index.mjs'));
  return {
    floor: written('floor', 'exports.handler = async () => ({ statusCode: 200 });\n'),
    'net floor': written('net floor', NET_FLOOR),
    'net floor again': written('net floor again', NET_FLOOR),
    'hand-written': built('hand-written', { entryPoints: [join(__dirname, 'hand-written.ts')], minify: true }),
    'CDK, SDK bundled': built('CDK, SDK bundled', cdk),
    'CDK, SDK of the runtime': built('CDK, SDK of the runtime', { ...cdk, external: ['@aws-sdk/*', '@smithy/*'] }),
    'ours, unprepared': written('ours, unprepared', withoutWait(readFileSync(ours.file, 'utf8')), 'index.mjs'),
    ours,
  };
}

/** Our bundle with its lines and names left as they are, so that a profile can tell whose a line is. */
export function readable(folder: string, settings: Settings): string {
  buildSync({ ...bundleOptions('handler', folder, settings), minify: false });
  return join(folder, 'index.mjs');
}

function withoutWait(code: string): string {
  if (!code.includes(WAIT)) throw new Error(`The bundle no longer ends with "${WAIT}" (lib/code/bundle.ts).`);
  return code.replace(WAIT, '');
}

function weighed(file: string): Contender {
  const code = readFileSync(file);
  return { file, bytes: code.length, zipped: gzipSync(code, { level: 9 }).length };
}

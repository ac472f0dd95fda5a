import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, buildSync } from 'esbuild';
import type { Settings } from '../../contract/settings';
import { bundle } from '../../lib/code/bundle';
import { LAMBDA_FOLDER } from '../../lib/code/source-folder';

/** What is compared, in the order of the table. */
export const NAMES = [
  'hand-written',
  'hand-written again',
  'CDK, SDK bundled',
  'CDK, SDK of the runtime',
  'ours, without preparation',
  'ours',
  'ours, End User Messaging',
  'ours at 1,024 MB',
  'ours at 1,769 MB',
] as const;

export type Name = (typeof NAMES)[number];

export interface Contender {
  readonly file: string;
  readonly memoryMb: number;
  readonly bytes: number;
  /** By deflate, as in the zip that Lambda gets. */
  readonly zipped: number;
}

export type Contenders = Readonly<Record<Name, Contender>>;

/** The memory of the deployed function (`lib/sms-function.ts`). */
export const MEMORY_MB = 512;

/** The bundle's last words: it waits for the preparation. */
const WAIT = 'await entry.start?.();';

/**
 * Builds everything that is compared.
 *
 * @param folder an existing one
 * @param settings of the deployed stack, with all its texts
 * @param endUserMessaging the same with End User Messaging
 */
export function contenders(folder: string, settings: Settings, endUserMessaging: Settings): Contenders {
  const inFolder = (name: string) => {
    mkdirSync(join(folder, name), { recursive: true });
    return join(folder, name);
  };
  const built = (name: string, options: BuildOptions) => {
    const outfile = join(inFolder(name), 'index.js');
    buildSync({ bundle: true, platform: 'node', target: 'node24', outfile, logLevel: 'warning', ...options });
    return weighed(outfile);
  };
  const handWritten = built('hand-written', { entryPoints: [join(__dirname, 'hand-written.ts')], minify: true });
  // What `NodejsFunction` tells esbuild when it is told nothing itself.
  const define = { SETTINGS: JSON.stringify(settings), SMS_API: '"sns"' };
  const cdk = { define, entryPoints: [join(LAMBDA_FOLDER, 'handler.ts')] };
  bundle('handler', inFolder('ours'), settings);
  const ours = weighed(join(folder, 'ours', 'index.mjs'));
  bundle('handler', inFolder('end-user-messaging'), endUserMessaging);
  const code = readFileSync(ours.file, 'utf8');
  if (!code.includes(WAIT)) throw new Error(`The bundle no longer ends with "${WAIT}" (lib/code/bundle.ts).`);
  const unprepared = join(inFolder('unprepared'), 'index.mjs');
  writeFileSync(unprepared, code.replace(WAIT, ''));
  return {
    'hand-written': handWritten,
    'hand-written again': handWritten,
    'CDK, SDK bundled': built('bundled', cdk),
    'CDK, SDK of the runtime': built('runtime', { ...cdk, external: ['@aws-sdk/*', '@smithy/*'] }),
    'ours, without preparation': weighed(unprepared),
    ours,
    'ours, End User Messaging': weighed(join(folder, 'end-user-messaging', 'index.mjs')),
    'ours at 1,024 MB': { ...ours, memoryMb: 1_024 },
    'ours at 1,769 MB': { ...ours, memoryMb: 1_769 },
  };
}

/** @returns our bundle with the names and lines of its functions, for a profile */
export function readable(folder: string, settings: Settings): string {
  bundle('handler', folder, settings, 'sns', { minify: false });
  return join(folder, 'index.mjs');
}

function weighed(file: string): Contender {
  const code = readFileSync(file);
  return { file, memoryMb: MEMORY_MB, bytes: code.length, zipped: gzipSync(code, { level: 9 }).length };
}

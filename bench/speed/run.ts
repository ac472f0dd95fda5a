import { execSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Stub } from './stub';
import { throttle } from './throttle';

/** At this memory a function has one core (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html). */
const MEMORY_OF_A_CORE = 1_769;

/** The major version of the Node that is deployed (`lib/logged-function.ts`). */
const DEPLOYED_NODE = '24';

/** Milliseconds, and milliseconds of CPU. */
export interface Spent {
  readonly ms: number;
  readonly cpu: number;
}

/** What one fresh process took. */
export interface Sample {
  readonly load: Spent;
  readonly first: Spent;
  /** The requests after the first. */
  readonly warm: readonly Spent[];
  /** How many AWS calls it made in all. */
  readonly calls: number;
}

/** @returns the path of the Node that is deployed, which npm fetches into its cache where this is another one */
export function deployedNode(): string {
  if (process.versions.node.startsWith(`${DEPLOYED_NODE}.`)) return process.execPath;
  // Not the package `node`: it puts the binary in place by an install script, and `.npmrc` lets none run.
  const command = `npx -y -p node-${process.platform}-${process.arch}@${DEPLOYED_NODE} node -p process.execPath`;
  return execSync(command, { encoding: 'utf8' }).trim();
}

/**
 * Measures one fresh process: a whole core while it loads, its memory's share of one during requests.
 *
 * @param command Node and its flags, such as the profiler's
 * @param requests after the first one
 * @throws when the process fails, and outside of Linux
 */
export async function run(
  command: readonly string[],
  { file, memoryMb }: { readonly file: string; readonly memoryMb: number },
  requests: number,
  stub: Stub,
): Promise<Sample> {
  // V8's flags by Lambda's bootstrap (`/var/runtime/bootstrap` of the nodejs images).
  const flags = [
    '--expose-gc',
    '--max-http-header-size=81920',
    `--max-semi-space-size=${Math.floor(memoryMb / 20)}`,
    `--max-old-space-size=${memoryMb - Math.floor(memoryMb / 10)}`,
  ];
  const script = [join(__dirname, 'drive.mjs'), file, String(requests)];
  // Where a function finds the SDK that is not in its bundle: Lambda's runtime sets NODE_PATH as well.
  const env = { ...stub.environment, PATH: process.env.PATH, NODE_PATH: join(__dirname, '..', '..', 'node_modules') };
  const child = spawn('taskset', ['-c', lastCore(), ...command, ...flags, ...script], { env });
  // The log goes through a pipe, as in Lambda.
  child.stdout.resume();
  const share = memoryMb / MEMORY_OF_A_CORE;
  let printed = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    if (!printed.endsWith('loaded\n')) return;
    if (share < 1) child.once('exit', throttle(child.pid ?? 0, share));
    child.stdin.write('.');
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${file}:\n${printed}`);
  return { ...JSON.parse(printed.trim().split('\n').at(-1) ?? ''), calls: stub.calls() };
}

/** The last core that this process may use is the measured one's; the bench and its stub have the others. */
function lastCore(): string {
  const { stdout, error } = spawnSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' });
  if (error) throw new Error('The bench needs Linux with taskset (util-linux); a container will do.');
  return /\d+$/.exec(stdout.trim())?.[0] ?? '0';
}

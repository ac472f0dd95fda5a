import { type ChildProcess, execFile, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Listening } from './stub';

const TOKEN = 'a-token-that-is-only-for-the-bench-0123456789';

/**
 * What Lambda's bootstrap tells V8 for a function of 512 MB: a twentieth of it for each young half space, nine tenths for
 * the old space (`/var/runtime/bootstrap` of the nodejs images).
 */
export const LAMBDA_FLAGS: readonly string[] = [
  '--expose-gc',
  '--max-http-header-size=81920',
  '--max-semi-space-size=25',
  '--max-old-space-size=461',
];

/** AWS on loopback, as a process of its own. */
export interface Stub {
  /** What a function's environment holds, so that it speaks with the stub. */
  readonly environment: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

/**
 * @param folder gets the stub's certificate
 * @param latencyMs how long each call takes
 */
export async function startStub(folder: string, latencyMs: number): Promise<Stub> {
  const child = fork(join(__dirname, 'stub.ts'), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, STUB_TOKEN: TOKEN, STUB_LATENCY: String(latencyMs) },
  });
  const [{ port, cert }] = (await once(child, 'message')) as [Listening];
  const certificate = join(folder, `stub-${latencyMs}.pem`);
  writeFileSync(certificate, cert);
  const url = `https://127.0.0.1:${port}`;
  return {
    environment: {
      NODE_EXTRA_CA_CERTS: certificate,
      AWS_ENDPOINT_URL: url,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_LAMBDA_FUNCTION_NAME: 'sms',
      TOKEN_SECRET_ARN: 'arn:token',
      KEY_SECRET_ARN: 'arn:key',
      TABLE_NAME: 'counters',
      QUEUE_URL: `${url}/123456789012/overflow`,
      BENCH_TOKEN: TOKEN,
      BENCH_LATENCY: String(latencyMs),
    },
    stop: () => stopped(child),
  };
}

async function stopped(child: ChildProcess): Promise<void> {
  child.disconnect();
  await once(child, 'exit');
}

/** What `drive.mjs` prints; all in milliseconds. */
export interface Sample {
  readonly load: { readonly ms: number; readonly cpu: number };
  readonly first?: { readonly ms: number; readonly cpu: number };
  readonly warm?: { readonly p50: number; readonly p99: number; readonly cpu: number };
}

/** The measured process has a core for itself where the system can tell it to; the stub and the bench have the others. */
export const isPinned = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;

/**
 * Runs a script of the bench in a fresh process and returns what it prints as its last line on stderr, a JSON value.
 *
 * @param command Node, its flags, the script and its arguments
 * @throws with what it printed when it failed
 */
export async function run(command: readonly string[], environment: Readonly<Record<string, string>>): Promise<unknown> {
  const [file = '', ...rest] = isPinned ? ['taskset', '-c', String(availableParallelism() - 1), ...command] : command;
  const env = {
    PATH: process.env.PATH ?? '',
    // Where a function finds the SDK that is not in it: Lambda's runtime sets this, too.
    NODE_PATH: join(__dirname, '..', '..', 'node_modules'),
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...environment,
  };
  const { stderr } = await promisify(execFile)(file, rest, { env, maxBuffer: 1 << 28 });
  return JSON.parse(stderr.trim().split('\n').at(-1) ?? '');
}

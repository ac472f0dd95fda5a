import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const REQUIREMENTS = join(__dirname, 'requirements.txt');

/** Ignored by git. It is used again as long as the requirements do not change. */
const VENV = join(__dirname, '..', '..', '.venv', 'integration');

const REGION = 'eu-central-1';
const READY_WITHIN_S = 60;

/** MiniStack in a child process, with the gaps closed that `emulator.py` names. */
export interface Emulator {
  readonly url: string;
  readonly region: string;
  /** The end of its log, without anything that looks like a number, a code or a token. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/**
 * Installs the emulator's pinned version unless it is there already.
 *
 * @param tell prints what takes a while
 * @throws with what to install when Python or pip fails
 */
export function installEmulator(tell: (what: string) => void): void {
  const installed = join(VENV, 'installed.txt');
  const requirements = readFileSync(REQUIREMENTS, 'utf8');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === requirements) return;
  tell('Installing the emulator (MiniStack, by pip, into .venv/integration)');
  rmSync(VENV, { recursive: true, force: true });
  python('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))'], 'Install Python 3.10 or newer.');
  python('python3', ['-m', 'venv', VENV], 'On Debian and Ubuntu: apt install python3-venv');
  python(
    join(VENV, 'bin', 'python'),
    // Only wheels: no code of a package runs while pip installs it.
    ['-m', 'pip', 'install', '--quiet', '--require-hashes', '--only-binary', ':all:', '-r', REQUIREMENTS],
    'Check that pip reaches its package index.',
  );
  writeFileSync(installed, requirements);
}

function python(command: string, args: readonly string[], fix: string): void {
  const { status, error } = spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1' },
  });
  if (status !== 0) throw new Error(`${command} ${args[0]} ${args[1]} failed (${error?.message ?? status}). ${fix}`);
}

/**
 * Starts the emulator on a free port of loopback and waits until it answers.
 *
 * @param folder takes its data and its log; the caller removes it
 */
export async function startEmulator(folder: string): Promise<Emulator> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const logFile = join(folder, 'emulator.log');
  const home = join(folder, 'emulator');
  mkdirSync(join(home, 'tmp'), { recursive: true });
  const output = openSync(logFile, 'w');
  const child = spawn(join(VENV, 'bin', 'python'), [join(__dirname, 'emulator.py')], {
    // The functions inherit this, so it holds none of this machine's variables. They run on the Node that runs this.
    env: {
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      HOME: home,
      TMPDIR: join(home, 'tmp'),
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      MINISTACK_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      STATE_DIR: join(home, 'state'),
      S3_DATA_DIR: join(home, 's3'),
      PYTHONDONTWRITEBYTECODE: '1',
    },
    stdio: ['ignore', output, output],
    // A process group of its own, which Ctrl-C does not reach: the checks need the emulator to remove the stack.
    detached: true,
  });
  const log = () => masked(readFileSync(logFile, 'utf8').split('\n').slice(-40).join('\n'));
  const emulator = { url, region: REGION, log, stop: () => stop(child) };
  try {
    await ready(url, child);
  } catch (error) {
    await emulator.stop();
    throw new Error(`The emulator did not start: ${error}\n${log()}`);
  }
  return emulator;
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + READY_WITHIN_S * 1_000; Date.now() < deadline; await wait(100)) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('it ended by itself');
    const response = await fetch(`${url}/_ministack/ready`).catch(() => undefined);
    if (response?.ok) return;
  }
  throw new Error(`it was not ready after ${READY_WITHIN_S} s`);
}

/** Ends the emulator and the functions that it runs. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
  killGroup(child.pid, 'SIGTERM');
  await Promise.race([ended, wait(5_000, undefined, { ref: false })]);
  killGroup(child.pid, 'SIGKILL');
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // No process is left in the group.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The emulator logs every SMS with its text and its number. */
function masked(log: string): string {
  return log.replace(/(SNS SMS to ).*/g, '$1…').replace(/\+?\d{7,}|[A-Za-z0-9]{40,}/g, '…');
}

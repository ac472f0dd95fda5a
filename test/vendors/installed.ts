import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { ROOT } from '../built/built';

/** The connectors ask for Node 22 (`engines`). This npm package is its binary, and needs no install script. */
const NODE = `node-${process.platform}-${process.arch}@22.23.3`;

/** What Logto passes to a connector. */
export interface ConnectorMessage {
  readonly to: string;
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** A connector, its configuration, and what it has to send. */
export interface ConnectorRun {
  /** The npm package. */
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly messages: readonly ConnectorMessage[];
}

/** What became of it. */
export interface ConnectorResult {
  /** The id by which Logto's Management API names the connector. */
  readonly id: string;
  /** What the field "templates" of Logto's console begins with. */
  readonly templates: readonly object[];
  /** Whether the connector's own guard accepts the configuration. */
  readonly isAccepted: boolean;
  /** For each message the fields that went to the vendor, or the code of the error. */
  readonly outcomes: readonly ({ readonly request: Readonly<Record<string, unknown>> } | { readonly error: string })[];
}

/** Installs the connectors, once for each lockfile. Under `node_modules`, so git ignores it. Gives the folder. */
async function install(): Promise<string> {
  const lockfile = readFileSync(join(__dirname, 'package-lock.json'));
  const version = createHash('sha256').update(lockfile).digest('hex').slice(0, 16);
  const folder = join(ROOT, 'node_modules', '.cache', 'vendors', version);
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json', 'intercept.mjs', 'send-messages.mjs'])
    copyFileSync(join(__dirname, file), join(folder, file));
  copyFileSync(join(ROOT, '.npmrc'), join(folder, '.npmrc'));
  // npm writes it last.
  if (existsSync(join(folder, 'node_modules', '.package-lock.json'))) return folder;
  await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder });
  return folder;
}

/**
 * Runs Logto's published connectors in a process of Node 22. What they send goes to a server on loopback.
 *
 * @throws Error with what the process printed when it fails
 */
export async function runConnectors(runs: readonly ConnectorRun[]): Promise<ConnectorResult[]> {
  const folder = await install();
  const child = spawn('npx', ['--yes', '--package', NODE, 'node', 'send-messages.mjs'], { cwd: folder });
  child.stdin.end(JSON.stringify(runs));
  const ended = once(child, 'close');
  const [output, errors, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (exitCode !== 0) throw new Error(`The connectors ended with exit code ${exitCode}: ${errors}`);
  return JSON.parse(output);
}

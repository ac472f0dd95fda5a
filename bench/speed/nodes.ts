import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface NodeBinary {
  readonly path: string;
  /** Such as `v24.21.0`. */
  readonly version: string;
}

/** Outside of the repository: the binaries are of some 100 MB each. */
const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'logto-sms-bench');

/** The npm package that carries Node's binary for this machine. */
const PACKAGE = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** This Node, and those that `fetchNodes` left: one of each major version. */
export function findNodes(): NodeBinary[] {
  const fetched = existsSync(CACHE) ? readdirSync(CACHE).map(binaryOf).filter(existsSync) : [];
  const nodes = [...fetched, process.execPath].map((path) => ({
    path,
    version: execFileSync(path, ['--version'], { encoding: 'utf8' }).trim(),
  }));
  const byMajor = new Map(nodes.map((node) => [node.version.split('.')[0], node]));
  return [...byMajor.values()].sort((a, b) => a.version.localeCompare(b.version));
}

/** Fetches Nodes by npm, so that the bench finds them from then on. */
export function fetchNodes(majors: readonly string[]): void {
  for (const major of majors) {
    if (!/^\d+$/.test(major)) throw new Error(`"${major}" is no major version of Node, such as 24.`);
    const folder = join(CACHE, major);
    mkdirSync(folder, { recursive: true });
    const options = ['--prefix', folder, '--no-audit', '--no-fund', '--no-package-lock'];
    execFileSync('npm', ['install', ...options, `${PACKAGE}@${major}`], { stdio: ['ignore', 'ignore', 'inherit'] });
  }
}

function binaryOf(major: string): string {
  const [folder, file] = process.platform === 'win32' ? ['', 'node.exe'] : ['bin', 'node'];
  return join(CACHE, major, 'node_modules', PACKAGE, folder, file);
}

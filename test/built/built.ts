import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The absolute path of the project. */
export const ROOT = join(__dirname, '..', '..');
const CACHE = join(ROOT, 'node_modules', '.cache', 'logto-sms-aws');

/** The folders whose files decide whether a build is stale. A build may read source files from these folders only. */
const SOURCES = ['bin', 'commands', 'config', 'contract', 'lambda', 'lib', 'local', 'templates', 'test'];

/** How many states of the sources keep their builds, so that a switch between branches need not build again. */
const KEPT_STATES = 4;

/** How often a waiting worker looks whether a build is finished, in milliseconds. */
const POLL_MS = 50;
/** No build takes so long, in milliseconds. */
const LEFT_OVER_MS = 60_000;

let currentState: string | undefined;

/**
 * Builds something that is slow to build, once for all test files and all runs, and keeps it in `node_modules/.cache`. A
 * build is reused only while the sources, the installed packages, Node and the options are the same, so it is never
 * stale.
 *
 * @param name the kind of build, the first part of the folder's name
 * @param options everything besides the sources that decides the result, as JSON
 * @param build writes the result into an empty folder
 * @returns the folder with the result. The caller must not change it
 * @throws what `build` throws. The next call builds again
 */
export function built(name: string, options: unknown, build: (folder: string) => void): string {
  currentState ??= stateOfSources();
  const stateFolder = join(CACHE, currentState);
  const folder = join(stateFolder, `${name}-${digest([JSON.stringify(options)])}`);
  if (existsSync(folder)) return folder;
  mkdirSync(stateFolder, { recursive: true });
  removeOldBuilds(stateFolder);
  const lock = `${folder}.lock`;
  // Another worker may build the same at this moment. Together, both would take twice as long.
  while (!acquire(lock)) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS);
    if (existsSync(folder)) return folder;
  }
  const unfinished = join(stateFolder, `unfinished-${randomUUID()}`);
  mkdirSync(unfinished);
  try {
    build(unfinished);
    // If the lock was taken for left over, somebody else may have finished first.
    if (existsSync(folder)) rmSync(unfinished, { recursive: true });
    else renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
  return folder;
}

/** Creates a lock, a folder. Gives false when somebody else has it. One that a process left behind is removed. */
function acquire(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    const createdAt = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    if (createdAt !== undefined && Date.now() - createdAt > LEFT_OVER_MS)
      rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function stateOfSources(): string {
  const files = [
    ...readdirSync(ROOT)
      .filter((name) => /\.(json|js)$/.test(name))
      .map((name) => join(ROOT, name)),
    ...SOURCES.flatMap((name) => filesIn(join(ROOT, name))),
    // What npm really installed, which can differ from the lockfile.
    join(ROOT, 'node_modules', '.package-lock.json'),
  ].filter(existsSync);
  return digest([
    process.version,
    // Bundles contain the paths of the folders that they were built from.
    ROOT,
    JSON.stringify(Object.entries(process.env).filter(([name]) => /^(CDK|JSII|ESBUILD)_/.test(name))),
    ...files.sort().flatMap((file) => [relative(ROOT, file), readFileSync(file)]),
  ]);
}

/** Leaves out the test files: no build contains them, so editing one makes no build stale. */
function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === '__snapshots__' ? [] : filesIn(path);
    return /\.test\.ts$/.test(entry.name) ? [] : [path];
  });
}

function digest(parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest('hex').slice(0, 32);
}

function removeOldBuilds(current: string): void {
  const now = new Date();
  utimesSync(current, now, now);
  const newestFirst = readdirSync(CACHE)
    .map((name) => ({
      path: join(CACHE, name),
      at: statSync(join(CACHE, name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
    }))
    .sort((one, other) => other.at - one.at);
  for (const { path } of newestFirst.slice(KEPT_STATES)) rmSync(path, { recursive: true, force: true });
}

import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join, relative } from 'node:path';

export const ROOT = join(__dirname, '..', '..');
const CACHE = join(ROOT, 'node_modules', '.cache', 'logto-sms-aws');

/** Everything from which tests build something. `built` looks at nothing else, so a build may not either. */
const SOURCES = ['bin', 'commands', 'config', 'contract', 'lambda', 'lib', 'local', 'templates', 'test'];

/** A switch between two branches keeps the builds of both. */
const KEPT = 4;

let state: string | undefined;

/**
 * What takes long to build and is read by many test files: built once for all of them and all runs, in
 * `node_modules/.cache`. A build is found again only as long as the sources, the installed packages, Node and the options
 * are the same, so it is never stale.
 *
 * @param name of the kind of build, for the folder's name
 * @param options everything beside the sources that decides what is built; any JSON
 * @param build writes into an empty folder
 * @returns the folder; whoever gets it only reads it
 * @throws what `build` throws; the next call tries again
 */
export function built(name: string, options: unknown, build: (folder: string) => void): string {
  state ??= stateOfSources();
  const home = join(CACHE, state);
  const folder = join(home, `${name}-${digest([JSON.stringify(options)])}`);
  if (existsSync(folder)) return folder;
  mkdirSync(home, { recursive: true });
  removeOldBuilds(home);
  // Another worker may build the same at this moment: whoever is ready first is taken by both.
  const unfinished = join(home, `unfinished-${randomUUID()}`);
  mkdirSync(unfinished);
  try {
    build(unfinished);
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

function stateOfSources(): string {
  const files = [
    ...readdirSync(ROOT)
      .filter((name) => /\.(json|js)$/.test(name))
      .map((name) => join(ROOT, name)),
    ...SOURCES.flatMap((name) => filesIn(join(ROOT, name))),
    // npm's record of what is really installed, whatever the lockfile says.
    join(ROOT, 'node_modules', '.package-lock.json'),
  ].filter(existsSync);
  return digest([
    process.version,
    // Bundles name the folders that they were built from.
    ROOT,
    JSON.stringify(Object.entries(process.env).filter(([name]) => /^(CDK|JSII|ESBUILD)_/.test(name))),
    ...files.sort().flatMap((file) => [relative(ROOT, file), readFileSync(file)]),
  ]);
}

/** Tests themselves go into no build: whoever edits one waits for none. */
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
  for (const { path } of newestFirst.slice(KEPT)) rmSync(path, { recursive: true, force: true });
}

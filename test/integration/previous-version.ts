import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './cdk';

/**
 * The version that the working tree is an update of, as a commit. After each release set it to the commit that was
 * released, and empty `ADDED_RESOURCES`.
 */
export const PREVIOUS_VERSION = '7a029b6f1aa92e279a1f4e4669a2444aeeabb73e';

/** The logical ids of the resources that the working tree adds to that version. */
export const ADDED_RESOURCES: readonly string[] = [
  'AlarmsBadTokenShareFF9E6622',
  'AlarmsDeliveryShare718B65D2',
  'AlarmsNotUnderstoodC6168544',
  'AlarmsPreviousToken2B7AA910',
  'PreviousConnectorSecretAF25E63D',
];

/** The logical ids of the resources that the working tree replaces. Each is in `CHANGELOG.md`, with its reason. */
export const REPLACED_RESOURCES: readonly string[] = ['Dashboard9E4231ED'];

/** Packages that the version before needs and the working tree does not have. Under `node_modules`, so git ignores it. */
const PACKAGES = join(ROOT, 'node_modules', '.cache', 'previous-version', PREVIOUS_VERSION);

const LOCKFILE = 'package-lock.json';

function hasCommit(): Promise<boolean> {
  return run('git', ['cat-file', '-e', `${PREVIOUS_VERSION}^{commit}`], ROOT).then(
    () => true,
    () => false,
  );
}

/**
 * Takes the version before out of git's history, with its packages: those of the working tree if both have the same
 * lockfile. Otherwise npm installs them, once for all runs.
 *
 * @param parent the folder to put it in; the caller removes it
 * @returns the folder of that version
 * @throws when the clone does not have the commit
 */
export async function checkOutPreviousVersion(parent: string): Promise<string> {
  const folder = join(parent, 'previous-version');
  const archive = join(parent, 'previous-version.tar');
  // A shallow clone gets its history here, where its origin can be reached.
  if (!(await hasCommit())) await run('git', ['fetch', '--quiet', '--unshallow'], ROOT).catch(() => undefined);
  if (!(await hasCommit())) {
    throw new Error(
      `The update is tested from commit ${PREVIOUS_VERSION}, which is not in this clone. ` +
        'Get the whole history: git fetch --unshallow',
    );
  }
  mkdirSync(folder);
  await run('git', ['archive', '--output', archive, PREVIOUS_VERSION], ROOT);
  await run('tar', ['-xf', archive, '-C', folder], parent);
  symlinkSync(await packagesOf(folder), join(folder, 'node_modules'));
  return folder;
}

/** The `node_modules` that a version needs. */
async function packagesOf(folder: string): Promise<string> {
  const lockfileIn = (root: string) => readFileSync(join(root, LOCKFILE), 'utf8');
  if (lockfileIn(folder) === lockfileIn(ROOT)) return join(ROOT, 'node_modules');
  const installed = join(PACKAGES, 'node_modules');
  // npm writes it last.
  if (existsSync(join(installed, '.package-lock.json'))) return installed;
  mkdirSync(PACKAGES, { recursive: true });
  await run('cp', ['package.json', LOCKFILE, '.npmrc', PACKAGES], folder);
  await run('npm', ['ci', '--no-audit', '--no-fund'], PACKAGES);
  return installed;
}

/** Runs a program. Throws with what it printed when it fails. */
async function run(program: string, args: readonly string[], cwd: string): Promise<void> {
  await promisify(execFile)(program, args, { cwd });
}

import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../lib/code/bundle';
import { FUNCTION_FILE, packedFile } from '../lib/code/source-folder';

/** What the package deploys: the functions that send are built for each API. */
const ENTRIES = [
  ['handler', 'sns'],
  ['handler', 'end-user-messaging'],
  ['consumer-handler', 'sns'],
  ['consumer-handler', 'end-user-messaging'],
  ['logto-events-handler', 'sns'],
  ['sms-attributes-handler', 'sns'],
] as const;

const ROOT = join(__dirname, '..');
const DIST = join(ROOT, 'dist');

/**
 * Builds `dist/`, which is what the npm package has: compiled JavaScript with declarations, the inbox page, and the
 * functions as they are deployed. At synth, only their settings are put before them.
 */
function build(): void {
  rmSync(DIST, { recursive: true, force: true });
  execFileSync(
    process.execPath,
    [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', join(ROOT, 'tsconfig.build.json')],
    {
      stdio: 'inherit',
      cwd: ROOT,
    },
  );
  cpSync(join(ROOT, 'local', 'page'), join(DIST, 'local', 'page'), { recursive: true });
  // The feature flags with which the template was tested.
  copyFileSync(join(ROOT, 'cdk.json'), join(DIST, 'cdk.json'));
  chmodSync(join(DIST, 'commands', 'main.js'), 0o755);
  bundleFunctions();
}

/** Last, since their folder tells `lib/code/source-folder.ts` that this is the package. */
function bundleFunctions(): void {
  mkdirSync(join(DIST, 'functions'));
  for (const [entry, api] of ENTRIES) {
    const folder = mkdtempSync(join(tmpdir(), 'logto-sms-pack-'));
    bundle(entry, folder, undefined, api);
    copyFileSync(join(folder, FUNCTION_FILE), join(DIST, 'functions', packedFile(entry, api)));
    rmSync(folder, { recursive: true });
  }
}

build();

/**
 * Prints the release's software bill of materials, in CycloneDX: the packages that people install with it, and those that
 * are bundled into the functions, in the versions of package-lock.json.
 *
 *   node .github/sbom.mjs
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const { name } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

const temporary = mkdtempSync(join(tmpdir(), 'sbom-'));
// npm names the SBOM after the folder.
const folder = join(temporary, name);
const npm = (args) =>
  execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

try {
  mkdirSync(folder);
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(ROOT, file), join(folder, file));
  // `npm sbom --omit dev` would leave out every package that a development dependency uses too, such as @smithy/core.
  npm(['pkg', 'delete', 'devDependencies']);
  npm(['prune', '--package-lock-only', '--ignore-scripts', '--offline', '--no-audit', '--no-fund']);
  process.stdout.write(npm(['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'library']));
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../../package.json';

const ROOT = join(__dirname, '..', '..');
const CHANGELOG = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');

function releaseNotes(tag: string) {
  return spawnSync(process.execPath, ['.github/release-notes.mjs', tag], { cwd: ROOT, encoding: 'utf8' });
}

describe('the notes of a release', () => {
  it('of the version in package.json are its section of CHANGELOG.md, and no other', () => {
    const { status, stdout, stderr } = releaseNotes(`v${version}`);

    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).not.toMatch(/^## /m);
    expect(CHANGELOG).toMatch(new RegExp(`^## ${version.replaceAll('.', '\\.')} - \\d{4}-\\d{2}-\\d{2}$`, 'm'));
    expect(CHANGELOG).toContain(`\n\n${stdout.trim()}\n`);
  });

  it.each(['v999.0.0', version, 'main', ''])('are not printed for the tag "%s"', (tag) => {
    const { status, stdout, stderr } = releaseNotes(tag);

    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`"${tag}" cannot be released:\n  - `);
  });
});

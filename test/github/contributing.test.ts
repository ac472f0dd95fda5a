import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const CODE = [...readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8').matchAll(/`([^`\n]+)`/g)].map(
  ([, code = '']) => code,
);

/** Folders whose names the page uses. */
const FOLDERS = ['bench', 'commands', 'config', 'contract', 'lambda', 'lib', 'local', 'templates', 'test'];

describe('CONTRIBUTING.md', () => {
  it('names only files that exist', () => {
    const paths = CODE.filter((code) => /^[\w.-]+\/[\w./-]*\.\w+$/.test(code) && !/NAME|TAG/.test(code));

    expect(paths.length).toBeGreaterThan(40);
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('names only constants, types and functions that the code has', () => {
    const words = new Set(FOLDERS.flatMap(sourcesIn).flatMap((text) => text.match(/\w+/g) ?? []));
    const names = CODE.filter((code) => /^[A-Z]+_[A-Z_]+$|^[A-Z]?[a-z]+[A-Z]\w*$/.test(code));

    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !words.has(name))).toEqual([]);
  });
});

function sourcesIn(folder: string): string[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.ts')).map((file) => readFileSync(join(ROOT, folder, file), 'utf8'));
}

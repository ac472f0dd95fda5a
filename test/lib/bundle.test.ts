import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { bundle } from '../../lib/bundle';
import { parseConfig } from '../../lib/config';
import { settingsOf } from '../../lib/settings';

// Everything that a shell, a template string, an HTML page or esbuild's own printer could read as its own.
const HOSTILE = `{{code}} "double" 'single' \\ $(id) \`id\` \${x} %PATH% </script> <!-- \u2028 \n\t 👩‍👩‍👧 ẞ`;

describe.each(['handler', 'overflow-handler'])('bundle of %s', (entry) => {
  const settings = settingsOf(
    parseConfig({ brand: 'Acme', countries: ['DE'], messages: { en: { SignIn: HOSTILE } } }, 'test'),
  );
  let folder: string;
  let code: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sms-bundle-'));
    bundle(entry, folder, settings);
    code = readFileSync(join(folder, 'index.js'), 'utf8');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is one file, without a source map', () => {
    expect(readdirSync(folder)).toEqual(['index.js']);
    expect(code).not.toContain('sourceMappingURL');
  });

  it('needs nothing but what Node brings', () => {
    const required = [...code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name?.replace(/^node:/, '') ?? '');

    expect(required).toContain('crypto');
    // That one is in the words of an error of the SDK's, not in its code.
    const rest = required.filter((name) => name !== '@aws-sdk/signature-v4-crt');
    expect(rest.filter((name) => !builtinModules.includes(name))).toEqual([]);
  });

  it('holds the settings as they are, whatever is in a text', () => {
    // The settings are the one object in the bundle with this key; minified, it is an expression of its own.
    const start = code.lastIndexOf('{', code.indexOf('stackName:"LogtoSms"'));
    const compiledIn: unknown = runInNewContext(`(${objectAt(code, start)})`);

    expect(JSON.parse(JSON.stringify(compiledIn))).toEqual(settings);
    expect(settings.texts.en.messages.SignIn).toBe(HOSTILE);
  });

  it('keeps texts readable in the console', () => {
    expect(code).toContain('zum Zurücksetzen des Passworts');
    expect(code).toContain('👩‍👩‍👧');
  });

  it('holds no path of the machine that built it', () => {
    for (const path of [process.cwd(), homedir(), tmpdir()]) expect(code).not.toContain(`${path}/`);
  });

  it.each(['aws-cdk-lib', 'cdk-nag', 'constructs', 'fast-check', 'ZodError', 'esbuild', 'SegmentedMessage'])(
    'holds nothing of %s',
    (name) => {
      expect(code).not.toContain(name);
    },
  );

  it('stays small, since every byte is read at a cold start', () => {
    expect(Buffer.byteLength(code)).toBeLessThan(650_000);
  });
});

/** The source of the object literal that begins at an index, found by its brackets outside of strings. */
function objectAt(code: string, start: number): string {
  const token = /"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|`(?:[^`\\]|\\[\s\S])*`|[{}]/g;
  token.lastIndex = start;
  let depth = 0;
  for (let match = token.exec(code); match; match = token.exec(code)) {
    depth += match[0] === '{' ? 1 : match[0] === '}' ? -1 : 0;
    if (depth === 0) return code.slice(start, token.lastIndex);
  }
  throw new Error('The object has no end.');
}

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { parseConfig } from '../../../config/load-config';
import { settingsOf } from '../../../config/settings';
import { bundle } from '../../../lib/code/bundle';

// Everything that a shell, a template string, an HTML page or esbuild's own printer could read as its own.
const HOSTILE = `{{code}} "double" 'single' \\ $(id) \`id\` \${x} %PATH% </script> <!-- \u2028 \n\t 👩‍👩‍👧 ẞ`;

const settings = settingsOf(
  parseConfig({ brand: 'Acme', countries: ['DE'], messages: { en: { SignIn: HOSTILE } } }, 'test'),
);

describe.each(['handler', 'consumer-handler'])('settings in %s', (entry) => {
  let code: string;
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'sms-bundle-'));
    bundle(entry, folder, settings);
    code = readFileSync(join(folder, 'index.mjs'), 'utf8');
    rmSync(folder, { recursive: true });
  });

  it('are as they were, whatever is in a text', () => {
    // The settings are the one object in the bundle with this key; minified, it is an expression of its own.
    const start = code.lastIndexOf('{', code.indexOf('stackName:"LogtoSms"'));
    const compiledIn: unknown = runInNewContext(`(${objectAt(code, start)})`);

    expect(JSON.parse(JSON.stringify(compiledIn))).toEqual(settings);
    expect(settings.texts.en.messages.SignIn).toBe(HOSTILE);
  });

  it('keep texts readable in the console', () => {
    expect(code).toContain('zum Zurücksetzen des Passworts');
    expect(code).toContain('👩‍👩‍👧');
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

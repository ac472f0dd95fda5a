import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { parseConfig } from '../../../config/load-config';
import { settingsOf } from '../../../config/settings';
import { bundle } from '../../../lib/code/bundle';

// Everything that has a meaning for a shell, a template string, an HTML page or esbuild's printer.
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

  it('are unchanged, whatever is in a text', () => {
    // Only the settings have this key. After minifying they are still one object literal.
    const start = code.lastIndexOf('{', code.indexOf('stackName:"LogtoSms"'));
    const compiledIn: unknown = runInNewContext(`(${objectAt(code, start)})`);

    expect(JSON.parse(JSON.stringify(compiledIn))).toEqual(settings);
    expect(settings.texts.en.messages.SignIn).toBe(HOSTILE);
  });

  it('stay readable in the console', () => {
    expect(code).toContain('zum Zurücksetzen des Passworts');
    expect(code).toContain('👩‍👩‍👧');
  });
});

/** Returns the source of the object literal that begins at an index. It counts the braces that are not in strings. */
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

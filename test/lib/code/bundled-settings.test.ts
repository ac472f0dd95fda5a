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
    const [constant = ''] = code.split('\n');
    const compiledIn: unknown = runInNewContext(`${constant}SETTINGS`);

    expect(JSON.parse(JSON.stringify(compiledIn))).toEqual(settings);
    expect(settings.texts.en.messages.SignIn).toBe(HOSTILE);
  });

  it('stay readable in the console', () => {
    expect(code).toContain('zum Zurücksetzen des Passworts');
    expect(code).toContain('👩‍👩‍👧');
  });
});

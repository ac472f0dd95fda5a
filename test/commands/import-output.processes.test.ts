import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APP, type FakeLogto, fakeLogto, MAIL } from './fake-logto';
import { type Run, runScript } from './run-command';
import { aliyun, FOUR, twilio, VENDOR_SECRETS, vonage } from './vendor-connectors';

// Starting commands as processes is slow on a busy machine.
jest.setTimeout(120_000);

let logto: FakeLogto;
let folder: string;
let path: string;

beforeEach(async () => {
  logto = await fakeLogto();
  folder = mkdtempSync(join(tmpdir(), 'sms-import-'));
  path = join(folder, 'sms.json');
  writeFileSync(path, JSON.stringify({ brand: 'Acme', countries: ['DE'] }));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await logto.close();
});

/** Runs the command as an operator does, without credentials or a Region of AWS. */
async function runImport(connector: object, args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  logto.connectors = [MAIL, connector as (typeof logto.connectors)[number]];
  const login = ['--logto', logto.url, '--app-id', APP.appId, '--config', path];
  const run = await runScript('connect', ['--import', ...login, ...args], {
    HOME: folder,
    LOGTO_APP_SECRET: APP.appSecret,
    ...env,
  });
  const seen = run.stdout + run.stderr + readFileSync(path, 'utf8');
  const secrets = [...VENDOR_SECRETS, APP.appSecret, 'mail-secret-value'];
  expect(secrets.filter((secret) => seen.includes(secret))).toEqual([]);
  return run;
}

/** Chinese letters and their punctuation take two columns. */
const columnsOf = (line: string) => line.length + (line.match(/[\u3000-\u9FFF\uFF00-\uFF60]/g) ?? []).length;

const written = () => JSON.parse(readFileSync(path, 'utf8'));
const CHINESE = { ...FOUR, SignIn: `验证码{{code}}，${'请勿向任何人泄露。'.repeat(4)}` };

describe('connect --import needs no AWS, prints no secret, and', () => {
  it('shows everything within a terminal of 60 columns, in which it only reads from Logto', async () => {
    const run = await runImport(vonage('AcmeSMS', CHINESE), ['--yes', '--locale', 'zh-CN'], {
      FAKE_COLUMNS: '60',
      NO_COLOR: '1',
      TERM: 'xterm',
    });

    expect(run.status).toBe(0);
    const lines = run.stdout.replaceAll(path, 'sms.json').split('\n');
    expect(lines.filter((line) => columnsOf(line) > 60)).toEqual([]);
    expect(run.stdout).toMatch(/zh-CN SignIn\n {2}now: UCS-2, \d+ characters, billed as 1 SMS \(shipped\)\n {4}\S/);
    expect(run.stdout).toContain('new: UCS-2, 46 characters, billed as 1 SMS (your text)\n    验证码123456，请勿');
    expect(run.stdout).not.toContain('\u001b');
    expect(written()).toMatchObject({ messages: { 'zh-CN': CHINESE }, senderId: 'AcmeSMS' });
    expect(logto.calls).toEqual(['POST /oidc/token', 'GET /api/connectors']);
  });

  it('has colours in a terminal that has them', async () => {
    const run = await runImport(twilio(), ['--yes'], { FAKE_COLUMNS: '60', TERM: 'xterm-256color', FORCE_COLOR: '1' });
    expect(run.stdout).toContain('\u001b[32m✓\u001b[39m');
  });

  it('prints one JSON object with --json, and the same again when nothing is left to change', async () => {
    const first = JSON.parse((await runImport(vonage('12015550123'), ['--yes', '--json'])).stdout);
    expect(first).toMatchObject({ ok: true, changed: true, connector: 'vonage-sms', locale: 'en', leftOut: [] });
    expect(first.messages[0]).toEqual({
      type: 'SignIn',
      before: expect.objectContaining({ encoding: 'GSM-7', segments: 1, isOverridden: false }),
      after: expect.objectContaining({ text: 'Use 123456 to sign in to Acme.', segments: 1, isOverridden: true }),
    });
    expect(first.sender).toEqual({ key: 'originationNumber', before: null, after: '…23' });

    const second = JSON.parse((await runImport(vonage('12015550123'), ['--json'])).stdout);
    expect(second).toMatchObject({ ok: true, changed: false, messages: [], same: expect.arrayContaining(['SignIn']) });
  });

  it('without a terminal shows the difference, writes nothing without --yes, and says so', async () => {
    const run = await runImport(twilio(), []);
    expect(run.status).toBe(1);
    expect(run.stdout).toContain('    Use 123456 to join Acme.\n');
    expect(run.stderr.replace(/\s+/g, ' ')).toContain(
      'There is no terminal to answer in, so nothing was changed. → Add --yes to do it.',
    );
    expect(written()).toEqual({ brand: 'Acme', countries: ['DE'] });
  });

  it('says what to do with texts that are stored at the vendor', async () => {
    const run = await runImport(aliyun(), []);
    expect([run.status, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain('are stored at the vendor');
  });

  it('refuses --locale without --import, and a locale without messages', async () => {
    const login = ['--logto', logto.url, '--app-id', APP.appId, '--config', path, '--locale', 'de'];
    const alone = await runScript('connect', login, { LOGTO_APP_SECRET: APP.appSecret });
    expect([alone.status, alone.stderr]).toEqual([1, expect.stringContaining('--locale is only for --import.')]);
    const unknown = await runImport(twilio(), ['--locale', 'xx']);
    expect([unknown.status, unknown.stderr]).toEqual([1, expect.stringContaining('--locale is "xx"')]);
    expect(logto.calls).toEqual([]);
  });
});

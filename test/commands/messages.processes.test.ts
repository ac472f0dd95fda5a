import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOCALES } from '../../contract/locale';
import { MESSAGE_TYPES } from '../../contract/message-type';
import { ROOT } from '../built/built';
import { programOf, scriptOf } from '../built/program';

// In its own process, as an operator runs it. wrap-ansi is an ES module, which jest does not load.
const COMMAND = programOf('messages');

let folder: string;
let config: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sms-messages-'));
  config = join(folder, 'sms.config.json');
  const messages = { de: { SignIn: 'Für {{application.name}}: {{code}} – nicht weitergeben, bitte wirklich nicht' } };
  writeFileSync(
    config,
    JSON.stringify({ brand: 'Acmecorp', countries: ['DE'], webOtpDomain: 'login.acme.com', messages }),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

/** How the process ended, and what it printed. */
interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const runs = new Map<string, Run>();

/** Runs the command, once for the same options: it only prints. */
function messages(args: readonly string[], env: Record<string, string> = {}): Run {
  const key = JSON.stringify([args, env]);
  const known = runs.get(key);
  if (known) return known;
  const { PATH = '' } = process.env;
  const run = spawnSync(process.execPath, [COMMAND, '--config', config, ...args], {
    cwd: ROOT,
    env: { PATH, ...env },
    encoding: 'utf8',
  });
  runs.set(key, run);
  return run;
}

/** A message in the output of `--json`. */
interface Shown {
  readonly locale: string;
  readonly type: string;
  readonly text: string;
  readonly encoding: string;
  readonly length: number;
  readonly segments: number;
  readonly dropped: readonly string[];
  readonly isOverridden: boolean;
}

describe('npm run messages', () => {
  it('--json has every type of every locale as it is sent, and the parts that were left out', () => {
    const shown: Shown[] = JSON.parse(messages(['--json']).stdout);

    expect(shown.map(({ locale, type }) => `${locale} ${type}`)).toEqual(
      LOCALES.flatMap((locale) => MESSAGE_TYPES.map((type) => `${locale} ${type}`)),
    );
    expect(shown.find(({ locale, type }) => locale === 'ru' && type === 'BindMfa')).toEqual({
      locale: 'ru',
      type: 'BindMfa',
      text: '123456 — код подтверждения Acmecorp.\n@login.acme.com #123456',
      encoding: 'UCS-2',
      length: 60,
      segments: 1,
      beyondGsm: expect.arrayContaining(['—', 'к']),
      dropped: ['doNotShare', 'purpose'],
      isOverridden: false,
    });
    for (const { text } of shown) expect(text).not.toMatch(/[{}]/);
  });

  it('--locale and --type can be repeated', () => {
    const args = ['--json', '--locale', 'th', '--locale', 'de', '--type', 'SignIn', '--type', 'BindMfa'];
    const shown: Shown[] = JSON.parse(messages(args).stdout);
    expect(shown.map(({ locale, type }) => `${locale} ${type}`)).toEqual([
      'de SignIn',
      'de BindMfa',
      'th SignIn',
      'th BindMfa',
    ]);
  });

  it.each([72, 80, 100, 200])('has no line wider than a terminal of %i columns', (width) => {
    const { stdout } = messages(['--locale', 'de', '--locale', 'ru'], { COLUMNS: String(width) });
    expect(stdout.split('\n').filter((line) => line.length > width)).toEqual([]);
    expect(stdout).toContain('@login.acme.com #123456');
    expect(stdout).toContain('  no do-not-share');
  });

  it.each(['0', '1', 'wide'])('is as wide as for 100 columns when COLUMNS is %s', (columns) => {
    const { stdout } = messages(['--locale', 'de'], { COLUMNS: columns });
    expect(stdout).toBe(messages(['--locale', 'de'], { COLUMNS: '100' }).stdout);
  });

  it('puts the text beside its cost if there is room, otherwise below it', () => {
    const args = ['--locale', 'de'];
    expect(messages(args, { COLUMNS: '200' }).stdout).toMatch(/ 1 +123456 ist Ihr Acmecorp-Bestätigungscode\./);
    expect(messages(args, { COLUMNS: '80' }).stdout).toContain('1\n    123456 ist Ihr Acmecorp-Bestätigungscode.');
  });

  it('groups by type when only one type is shown', () => {
    const { stdout } = messages(['--type', 'SignIn'], { COLUMNS: '120' });
    expect(stdout).toMatch(/\nSignIn\n {2}ar .*\n/);
    expect(stdout).toMatch(/\n {2}zh-TW .*【Acmecorp】/);
  });

  it("marks the operator's texts and counts those that cost more", () => {
    const { stdout } = messages(['--locale', 'de', '--type', 'SignIn'], { COLUMNS: '200' });
    expect(stdout).toMatch(/ UCS-2 {4}2 {2}your text {2}Für application\.name/);
    expect(stdout).toContain('1 message; 1 longer than one SMS; 0 shortened to fit.');
  });

  it('has no colours when the output is not a terminal', () => {
    expect(messages([]).stdout).not.toContain('\u001b');
  });

  it('ends quietly when the reader closes the pipe', () => {
    // Runs the npm script as package.json has it. No other test here does.
    const command = `"${process.execPath}" ${scriptOf('messages').join(' ')} --json | head -c 10`;
    expect(execFileSync('bash', ['-o', 'pipefail', '-c', command], { cwd: ROOT, encoding: 'utf8' })).toHaveLength(10);
  });

  it.each([
    [['--locale', 'xx'], '--locale is xx; use one of ar, cs, de'],
    [['--type', 'signin'], '--type is signin; use one of SignIn, Register'],
    [['--colour'], "Unknown option '--colour'"],
    [['--config', 'none.json'], 'none.json has 1 fault:'],
  ])('%j fails with a sentence that says why', (args, sentence) => {
    const { status, stdout, stderr } = messages(args);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/\n {4}at /);
  });

  it('--help says what it does', () => {
    const { status, stdout } = messages(['--help']);
    expect(status).toBe(0);
    for (const word of ['--locale', '--type', '--json', '--config', ...LOCALES, ...MESSAGE_TYPES]) {
      expect(stdout).toContain(word);
    }
    expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(100);
  });
});

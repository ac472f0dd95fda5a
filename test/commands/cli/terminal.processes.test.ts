import { stripVTControlCharacters } from 'node:util';
import { columnsOf } from '../../../commands/cli/columns';
import { fold, formatLine } from '../../../commands/cli/print';
import { type FakeEndpoint, fakeEndpoint } from '../fake-endpoint';
import { runCommand, runScript, startCommand } from '../run-command';

// Starting commands as processes is slow on a busy machine.
jest.setTimeout(60_000);

const ESC = '\u001b';
const SPINNER = /[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/;

let endpoint: FakeEndpoint;
let healthy: Record<string, string>;

beforeAll(async () => {
  endpoint = await fakeEndpoint({ acceptsToken: async () => ({ version: 'current', rotatedAt: 0 }) });
  healthy = { FAKE_ACCOUNT: 'healthy', FAKE_ENDPOINT: endpoint.url };
});
afterAll(() => endpoint.close());

/** What a terminal shows in the end: erased lines are gone. */
function shown(text: string): string {
  return text
    .split('\n')
    .map((line) => line.split(`\r${ESC}[2K`).at(-1) ?? '')
    .join('\n');
}

describe('in a terminal', () => {
  it('signs have colours, and the spinner is shown and erased', async () => {
    const { stdout, stderr } = await runCommand('doctor', [], {
      ...healthy,
      FAKE_COLUMNS: '80',
      TERM: 'xterm-256color',
    });
    expect(stdout).toContain(`${ESC}[32m✓${ESC}[39m`);
    expect(stderr).toMatch(SPINNER);
    expect(stderr).toContain('Checking the SMS sandbox');
    expect(shown(stderr)).toBe('');
  });

  it('NO_COLOR switches the colours off', async () => {
    const { stdout } = await runCommand('doctor', [], { ...healthy, FAKE_COLUMNS: '80', NO_COLOR: '1' });
    expect(stdout).toContain('✓ SNS sends SMS');
    expect(stdout).not.toContain(ESC);
  });

  it('no line is wider than 60 columns, except addresses', async () => {
    const { stdout, stderr } = await runCommand('doctor', [], { FAKE_COLUMNS: '60', NO_COLOR: '1' });
    const lines = [...stdout.split('\n'), ...stderr.split(`\r${ESC}[2K`)];
    expect(lines.filter((line) => line.length > 60 && !/^\s*(→ )?https:\S+$/.test(line))).toEqual([]);
  });

  it('--help fits into 60 columns', async () => {
    const commands = ['doctor', 'send-test', 'connect', 'rotate-token', 'trace'] as const;
    // Runs one npm script as package.json has it. No other test here does.
    const runs = await Promise.all(
      commands.map((name) => (name === 'doctor' ? runScript : runCommand)(name, ['--help'], { FAKE_COLUMNS: '60' })),
    );
    for (const { stdout, status } of runs) {
      expect(status).toBe(0);
      expect(stdout).toContain('--stack');
      expect(stdout.split('\n').filter((line) => line.length > 60)).toEqual([]);
    }
  });

  it('--json prints nothing but JSON on stdout', async () => {
    const { stdout } = await runCommand('doctor', ['--json'], { ...healthy, FAKE_COLUMNS: '80' });
    expect(JSON.parse(stdout).lines).toContainEqual({
      check: 'region',
      state: 'ok',
      text: 'SNS sends SMS from eu-central-1.',
    });
  });
});

describe('a terminal that does not know its width', () => {
  const login = ['--logto', 'https://auth.example.com', '--app-id', 'app-1'];

  it.each([
    ['0', { LOGTO_APP_SECRET: 'x' }, 'Which number gets the test SMS?'],
    ['1', { LOGTO_APP_SECRET: 'x' }, 'Which number gets the test SMS?'],
    ['NaN', { LOGTO_APP_SECRET: 'x' }, 'Which number gets the test SMS?'],
    ['undefined', { LOGTO_APP_SECRET: 'x' }, 'Which number gets the test SMS?'],
    ['0', {}, 'Secret of the app app-1'],
  ])('and reports %s columns shows a question on one line', async (columns, env, question) => {
    const { stdout } = await runCommand('connect', login, { ...env, FAKE_COLUMNS: columns });
    expect(stripVTControlCharacters(stdout)).toContain(question);
  });

  it('shows what is under way, erases it, and shows lines that are wide enough to be read', async () => {
    const { stdout, stderr } = await runCommand('doctor', [], { ...healthy, FAKE_COLUMNS: '1', NO_COLOR: '1' });
    expect(stderr).toContain('Checking the SMS sandbox');
    expect(shown(stderr)).toBe('');
    expect(stdout).toMatch(/^✓ .{40,}$/m);
  });

  it.each([
    [80, undefined, 80],
    [25, undefined, 25],
    [19, undefined, 100],
    [1, undefined, 100],
    [0, '60', 60],
    [0, '0', 100],
    [0, '1', 100],
    [undefined, 'wide', 100],
    [Number.NaN, '', 100],
  ])('%p columns with COLUMNS=%p are taken for %p', (columns, env, taken) => {
    const before = process.env.COLUMNS;
    process.env.COLUMNS = env ?? '';
    try {
      expect(columnsOf({ columns }, 100)).toBe(taken);
    } finally {
      if (before === undefined) delete process.env.COLUMNS;
      else process.env.COLUMNS = before;
    }
  });
});

describe('Ctrl-C while a command waits', () => {
  it.each([
    ['in a terminal', { FAKE_COLUMNS: '80' }],
    ['without one', {}],
  ])('%s ends with 130 and a clean line', async (_, env) => {
    const child = startCommand('send-test', ['+4915112345678'], { ...healthy, ...env });
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk) => {
      stdout += chunk;
      // From now on it waits for a delivery receipt that never comes.
      if (stdout.includes('The code in the SMS is')) setTimeout(() => child.kill('SIGINT'), 200);
    });
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    const status = await new Promise((resolve) => child.on('close', resolve));

    expect(status).toBe(130);
    expect(shown(stderr)).toBe('Stopped. The SMS may have been sent already.\n');
  });
});

describe('a line', () => {
  it('is folded at spaces, with the rest indented below its text', () => {
    const line = { state: 'warn', text: 'one two three four five six', next: 'seven eight nine ten' } as const;
    expect(formatLine(line, { width: 16, colours: false })).toBe(
      ['! one two three', '  four five six', '  → seven eight', '    nine ten', ''].join('\n'),
    );
  });

  it('keeps an address whole, so that it can be copied', () => {
    expect(fold('see https://example.com/a/long/path now', 10)).toEqual([
      'see',
      'https://example.com/a/long/path',
      'now',
    ]);
  });

  it('keeps the line breaks of a list', () => {
    const text = 'sms.config.json has 2 faults:\n  - brand: is missing\n  - countries: is missing';
    expect(formatLine({ state: 'fail', text }, { width: 80, colours: false })).toBe(
      '✗ sms.config.json has 2 faults:\n    - brand: is missing\n    - countries: is missing\n',
    );
  });

  it('keeps the indentation of a folded entry of a list, also before an address', () => {
    expect(fold('  - one two three four', 14)).toEqual(['  - one two', '    three four']);
    expect(fold('  - https://example.com/a/long/path now', 10)).toEqual([
      '  - https://example.com/a/long/path',
      '    now',
    ]);
  });
});

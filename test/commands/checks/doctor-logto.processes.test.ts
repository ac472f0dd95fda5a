import { type FakeEndpoint, fakeEndpoint } from '../fake-endpoint';
import { APP, type FakeLogto, fakeLogto, httpSms, MAIL, TWILIO } from '../fake-logto';
import { type Run, runCommand } from '../run-command';

// Starting commands as processes is slow on a busy machine.
jest.setTimeout(60_000);

const TOKEN = 'current-token-value';
/** Everything that no output may have: tokens, keys of vendors, and Logto's own. */
const SECRETS = [
  TOKEN,
  'previous-token',
  APP.appSecret,
  'wrong-secret',
  'token-for-',
  'captcha-secret-value',
  'twilio-secret-value',
  'mail-secret-value',
];

let endpoint: FakeEndpoint;
let logto: FakeLogto;

beforeAll(async () => {
  endpoint = await fakeEndpoint();
  logto = await fakeLogto();
});
beforeEach(() => {
  logto.connectors = [MAIL, httpSms(endpoint.url, TOKEN)];
  logto.calls.length = 0;
});
afterAll(async () => {
  await endpoint.close();
  await logto.close();
});

/** Runs doctor with Logto, and makes sure that its output has no secret and that it only reads. */
async function doctor(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  const run = await runCommand('doctor', ['--logto', logto.url, '--app-id', APP.appId, ...args], {
    FAKE_ACCOUNT: 'healthy',
    FAKE_ENDPOINT: endpoint.url,
    FAKE_TOKEN: TOKEN,
    LOGTO_APP_SECRET: APP.appSecret,
    ...env,
  });
  expect(SECRETS.filter((secret) => (run.stdout + run.stderr).includes(secret))).toEqual([]);
  expect(logto.calls.filter((call) => !call.startsWith('GET '))).toEqual(['POST /oidc/token']);
  return run;
}

/** The lines that are wider than 60 columns although they could be folded. */
function tooWide(text: string): string[] {
  return text.split('\n').filter(
    (line) =>
      line.length > 60 &&
      line
        .trim()
        .replace(/^(→|✓|!|✗) /, '')
        .includes(' '),
  );
}

describe('npm run doctor -- --logto', () => {
  it('tells about Logto behind AWS, folded to 60 columns, in a file', async () => {
    const { status, stdout, stderr } = await doctor([], { COLUMNS: '60' });
    expect([status, stderr]).toEqual([0, '']);
    expect(tooWide(stdout)).toEqual([]);
    expect(stdout).not.toContain('\u001b');
    const text = stdout.replace(/\n +/g, ' ');
    expect(text).toMatch(/✓ 0 SMS wait in the overflow queue.*\n✓ Logto at http:\S+ accepts the app "app-1"\.\n/);
    expect(text).toContain('✓ Logto has the current token.\n');
  });

  it('in a terminal of 60 columns with NO_COLOR has neither colours nor a wider line', async () => {
    logto.connectors = [MAIL, TWILIO];
    const { status, stdout } = await doctor([], { FAKE_COLUMNS: '60', NO_COLOR: '1' });
    expect(status).toBe(1);
    expect(tooWide(stdout)).toEqual([]);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toContain('✗ Logto sends its SMS through "Twilio SMS Service"');
  });

  it('--json has the same lines, with the names of the checks', async () => {
    logto.connectors = [httpSms(endpoint.url, 'previous-token')];
    const { status, stdout } = await doctor(['--json']);
    const { ok, lines } = JSON.parse(stdout) as { ok: boolean; lines: { check: string; state: string }[] };
    expect([status, ok]).toEqual([0, true]);
    expect(lines.filter(({ check }) => check.startsWith('logto')).map(({ check, state }) => [check, state])).toEqual([
      ['logto', 'ok'],
      ['logto-connector', 'ok'],
      ['logto-token', 'warn'],
      ['logto-proxy', 'ok'],
      ['logto-flows', 'ok'],
      ['logto-unknown-numbers', 'ok'],
      ['logto-captcha', 'ok'],
      ['logto-code-life', 'ok'],
    ]);
  });

  it('with a wrong secret still tells about AWS', async () => {
    const { status, stdout } = await doctor(['--json'], { LOGTO_APP_SECRET: 'wrong-secret' });
    const { ok, lines } = JSON.parse(stdout) as { ok: boolean; lines: { check: string; state: string }[] };
    expect([status, ok]).toEqual([1, false]);
    expect(lines.filter(({ state }) => state === 'fail').map(({ check }) => check)).toEqual(['logto']);
    expect(lines.map(({ check }) => check)).toEqual(expect.arrayContaining(['identity', 'endpoint', 'queues']));
  });

  it.each([
    [['--app-id', 'app-1'], 'No address of Logto was given.'],
    [['--logto', 'https://auth.example.com'], 'No app in Logto was given.'],
    [['--logto', 'https://auth.example.com', '--app-id', 'app-1'], 'No secret for the app "app-1" was given.'],
  ])('%j fails with a sentence, and checks nothing', async (args, sentence) => {
    const { status, stdout, stderr } = await runCommand('doctor', args, { FAKE_ACCOUNT: 'healthy' });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(sentence);
  });
});

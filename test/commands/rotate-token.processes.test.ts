import { type FakeEndpoint, fakeEndpoint } from './fake-endpoint';
import { APP, type FakeLogto, fakeLogto, httpSms } from './fake-logto';
import { runCommand } from './run-command';

let endpoint: FakeEndpoint;
let logto: FakeLogto;

beforeEach(async () => {
  [endpoint, logto] = await Promise.all([fakeEndpoint(), fakeLogto()]);
});
afterEach(() => Promise.all([endpoint.close(), logto.close()]));

describe('npm run rotate-token', () => {
  it.each([
    ['with --logto', true, '✓ The token was rotated at .*, and Logto has it: nothing is left to do.'],
    ['without --logto', false, '! Logto may still have the previous one'],
  ])('%s ends with 0 when nothing is left to do', async (_, hasLogto, sentence) => {
    logto.connectors = [httpSms(endpoint.url, 'current-token')];
    const env = {
      FAKE_ACCOUNT: 'healthy',
      FAKE_ENDPOINT: endpoint.url,
      FAKE_TOKEN: 'current-token',
      LOGTO_APP_SECRET: APP.appSecret,
      COLUMNS: '200',
    };
    const login = hasLogto ? ['--logto', logto.url, '--app-id', APP.appId] : [];
    const [text, json] = await Promise.all([
      runCommand('rotate-token', login, env),
      runCommand('rotate-token', [...login, '--json'], env),
    ]);
    expect([text.status, text.stderr]).toEqual([0, '']);
    expect(text.stdout).toMatch(new RegExp(`^${sentence}`, 'm'));
    expect(text.stdout).not.toContain('Authorization Header');
    expect(json.status).toBe(0);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: true, changed: false, previousWorksUntil: expect.any(String) });
  });

  it.each([
    [['--app-id', 'app-1'], 'Add --logto'],
    [['--logto', 'https://auth.example.com'], 'Add --app-id'],
    [['--logto', 'https://auth.example.com', '--app-id', 'app-1'], 'LOGTO_APP_SECRET'],
    [[], 'There is no stack "LogtoSms"'],
  ])('%j fails with a sentence', async (args, sentence) => {
    const { status, stdout, stderr } = await runCommand('rotate-token', args);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(sentence);
  });
});

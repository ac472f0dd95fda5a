import { TOKEN } from '../fake-dependencies';
import { type FakeEndpoint, fakeEndpoint } from './fake-endpoint';
import { APP, type FakeLogto, fakeLogto, httpSms, TWILIO } from './fake-logto';
import { VENDOR, VENDOR_SECRETS } from './previous-connector';
import { runCommand } from './run-command';

let endpoint: FakeEndpoint;
let logto: FakeLogto;

beforeEach(async () => {
  [endpoint, logto] = await Promise.all([fakeEndpoint(), fakeLogto()]);
});
afterEach(() => Promise.all([endpoint.close(), logto.close()]));

describe('npm run connect without a terminal', () => {
  const run = (...args: string[]) =>
    runCommand('connect', ['--logto', logto.url, '--app-id', APP.appId, ...args], {
      FAKE_ACCOUNT: 'healthy',
      FAKE_ENDPOINT: endpoint.url,
      FAKE_TOKEN: TOKEN,
      LOGTO_APP_SECRET: APP.appSecret,
    });

  it('connects', async () => {
    const { status, stdout, stderr } = await run('--phone', '+4915112345678', '--json');
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, endpoint: endpoint.url, changed: true });
    expect(stdout.includes(TOKEN)).toBe(false);
  });

  it("does not replace another vendor's connector without --yes", async () => {
    logto.connectors = [TWILIO];
    const refused = await run('--phone', '+4915112345678');
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('Add --yes to do it.');
    expect(logto.connectors).toEqual([TWILIO]);

    expect((await run('--phone', '+4915112345678', '--yes')).status).toBe(0);
    expect(logto.connectors).toEqual([httpSms(endpoint.url, TOKEN)]);
  });

  it('fails without a number for the test SMS', async () => {
    const { status, stderr } = await run();
    expect(status).toBe(1);
    expect(stderr).toContain('Add --phone');
  });
});

describe('npm run connect without a terminal, with an option,', () => {
  const stack = { FAKE_ACCOUNT: 'healthy', FAKE_TOKEN: TOKEN, NO_COLOR: '1', COLUMNS: '60' };
  const run = (args: readonly string[], previous?: object) =>
    runCommand('connect', args, {
      ...stack,
      FAKE_ENDPOINT: endpoint.url,
      LOGTO_APP_SECRET: APP.appSecret,
      ...(previous && { FAKE_PREVIOUS: JSON.stringify({ connector: previous }) }),
    });
  const { id, connectorId, config } = VENDOR;
  const previous = () => ({
    logto: logto.url,
    id,
    connectorId,
    name: VENDOR.name.en,
    config,
    settings: { metadata: {} },
  });
  const login = () => ['--logto', logto.url, '--app-id', APP.appId];

  it('--undo puts the connector back, in 60 columns and as JSON, and prints no key', async () => {
    logto.connectors = [httpSms(endpoint.url, TOKEN)];
    const undone = await run(['--undo', ...login()], previous());
    expect([undone.status, undone.stderr]).toEqual([0, '']);
    expect(logto.connectors).toEqual([VENDOR]);
    expect(Math.max(...undone.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);

    const again = await run(['--undo', '--json', ...login()], previous());
    expect(JSON.parse(again.stdout)).toMatchObject({ ok: true, changed: false, lines: [{ state: 'ok' }] });
    for (const each of VENDOR_SECRETS) expect(`${undone.stdout}${again.stdout}`.includes(each)).toBe(false);
  });

  it('--forget needs --yes, no Logto and no colours', async () => {
    const refused = await run(['--forget'], previous());
    expect([refused.status, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toContain('Add --yes to do it.');

    const forgotten = await run(['--forget', '--yes', '--json'], previous());
    expect(JSON.parse(forgotten.stdout)).toMatchObject({ ok: true, changed: true });
    for (const each of VENDOR_SECRETS) expect(`${refused.stderr}${forgotten.stdout}`.includes(each)).toBe(false);
  });

  it('--undo and --forget together are refused', async () => {
    const { status, stderr } = await run(['--undo', '--forget', '--yes', ...login()], previous());
    expect(status).toBe(1);
    expect(stderr).toContain('Only one of --import, --undo and --forget');
  });
});

import { TOKEN } from '../fake-dependencies';
import { type FakeEndpoint, fakeEndpoint } from './fake-endpoint';
import { type FakeEvents, fakeEvents } from './fake-events';
import { hookTo } from './fake-hooks';
import { APP, type FakeLogto, fakeLogto, httpSms, MAIL, TWILIO } from './fake-logto';
import { type CommandName, runCommand } from './run-command';

// Starting commands as processes is slow on a busy machine.
jest.setTimeout(60_000);

const KEY = 'signing-key-of-hook-1';
let endpoint: FakeEndpoint;
let events: FakeEvents;
let logto: FakeLogto;

beforeEach(async () => {
  const readKey = async () => ({ token: KEY, versionId: 'v1', createdAt: 0 });
  [endpoint, events, logto] = await Promise.all([fakeEndpoint(), fakeEvents(readKey, Date.now), fakeLogto()]);
  logto.connectors = [MAIL, httpSms(endpoint.url, TOKEN)];
});
afterEach(() => Promise.all([endpoint.close(), events.close(), logto.close()]));

/** Runs a command with a stack that takes events, and makes sure that it prints no key. */
async function run(name: CommandName, args: readonly string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = await runCommand(
    name,
    ['--logto', logto.url, '--app-id', APP.appId, '--json', ...args],
    {
      FAKE_ACCOUNT: 'healthy',
      FAKE_ENDPOINT: endpoint.url,
      FAKE_TOKEN: TOKEN,
      FAKE_EVENTS: events.url,
      FAKE_SIGNING_KEY: KEY,
      LOGTO_APP_SECRET: APP.appSecret,
      ...env,
    },
  );
  expect(stdout + stderr).not.toContain(KEY);
  const { ok, changed, lines } = JSON.parse(stdout) as {
    ok: boolean;
    changed?: boolean;
    lines: { text: string; next?: string }[];
  };
  return { status, ok, changed, text: lines.map(({ text, next = '' }) => `${text} ${next}`).join('\n') };
}

const PHONE = ['--phone', '+4915112345678'];

describe('npm run connect, with a stack that takes events,', () => {
  it('enables the webhook after the SMS connector is right, and says that something was changed', async () => {
    logto.hooks = [hookTo(events.url, { enabled: false })];
    const { status, changed, text } = await run('connect', PHONE);
    expect([status, changed]).toEqual([0, true]);
    expect(text).toMatch(
      /Logto is already connected\.[\s\S]*Logto now posts to http:\S+\/logto-events who has signed in/,
    );
    expect(logto.hooks).toEqual([hookTo(events.url)]);
    expect(events.answers).toEqual([200]);
  });

  it('changes nothing the next time', async () => {
    logto.hooks = [hookTo(events.url)];
    expect(await run('connect', PHONE)).toMatchObject({ status: 0, changed: false });
  });

  it('asks for no webhook if the SMS connector could not be set up', async () => {
    logto.hasHttpSms = false;
    expect(await run('connect', PHONE)).toMatchObject({ status: 1, ok: false });
    expect(logto.calls.filter((call) => call.includes('/hooks'))).toEqual([]);
  });

  it('--undo puts the connector back, then removes the webhook', async () => {
    const { type: _, isDemo: __, name, metadata, syncProfile, enableTokenStorage, ...twilio } = TWILIO;
    const settings = { metadata, syncProfile, enableTokenStorage };
    const connector = { logto: logto.url, ...twilio, name: name.en, settings };
    logto.hooks = [hookTo(events.url)];
    const ended = await run('connect', ['--undo'], { FAKE_PREVIOUS: JSON.stringify({ connector }) });
    expect(ended).toMatchObject({ status: 0, changed: true });
    expect(ended.text).toMatch(
      /again, as before connect\.[\s\S]*Logto's webhook to \S+ was removed\. The stack gets no events/,
    );
    expect(logto.hooks).toEqual([]);
  });

  it('--undo keeps the webhook while Logto still sends through the stack', async () => {
    logto.hooks = [hookTo(events.url)];
    expect(await run('connect', ['--undo'])).toMatchObject({ status: 1 });
    expect(logto.hooks).toHaveLength(1);
  });
});

describe('npm run connect, with a stack that takes no events any more,', () => {
  it('removes the webhook that is left over', async () => {
    const url = 'https://gone.example.com/logto-events';
    const name = `Used SMS codes, for ${new URL(endpoint.url).host}`;
    const other = hookTo('https://hooks.example.com', { id: 'other' });
    logto.hooks = [hookTo(url, { name }), other];
    const { status, changed, text } = await run('connect', PHONE, { FAKE_EVENTS: '' });
    expect([status, changed]).toEqual([0, true]);
    expect(text).toContain(`Logto's webhook to ${url} was removed. The stack takes no events: verifiedShare is off.`);
    expect(logto.hooks).toEqual([other]);
  });
});

describe('npm run rotate-token -- --webhook', () => {
  it.each([
    [['--webhook', '--revoke'], {}, '--webhook needs none of --phone, --revoke and --force.'],
    [['--webhook'], { FAKE_EVENTS: '' }, 'takes no events of Logto: verifiedShare is off. Nothing was changed.'],
    [['--webhook'], {}, 'Logto has no webhook for this stack. Nothing was changed.'],
  ])('%j fails with a sentence, and changes nothing', async (args, env, sentence) => {
    const { status, text } = await run('rotate-token', args, env as Record<string, string>);
    expect(status).toBe(1);
    expect(text).toContain(sentence);
    expect(logto.calls.filter((call) => !call.startsWith('GET ') && call !== 'POST /oidc/token')).toEqual([]);
  });

  it('needs to know which Logto', async () => {
    const { status, stderr } = await runCommand('rotate-token', ['--webhook'], { FAKE_ACCOUNT: 'healthy' });
    expect([status, stderr]).toEqual([1, expect.stringContaining('No address of Logto was given.')]);
  });

  it('makes no new token', async () => {
    logto.hooks = [hookTo(events.url)];
    logto.hooksLimit = 1;
    expect((await run('rotate-token', ['--webhook'])).text).toContain('The first webhook was not changed.');
    expect(logto.calls.filter((call) => call.includes('connectors'))).toEqual([]);
  });
});

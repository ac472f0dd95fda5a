import { postSignIn, signatureOf, testPayload } from '../fixtures/logto-event';
import { GERMAN_MOBILE, RunningServer, type RunningServerOptions } from './running-server';

let server: RunningServer;
let changes: string[];

async function start(options: RunningServerOptions = { isLimited: true }): Promise<void> {
  server = await RunningServer.start(options);
  changes = [];
  server.inbox.subscribe(
    ({ code, used }) => changes.push(`${code} ${used}`),
    () => undefined,
  );
}

afterEach(() => server.stop());

const requestCode = (code: string, type = 'SignIn', to = GERMAN_MOBILE) =>
  server.post({ to, type, payload: { code, locale: 'en' } });

/** Posts an event as Logto's webhook does. It signs with a key that the local server does not know. */
function post(event: object | string, headers: Record<string, string> = {}) {
  const body = typeof event === 'string' ? event : JSON.stringify(event);
  const signed = { 'logto-signature-sha-256': signatureOf(body, 'any-key'), ...headers };
  return server.request('/logto-events', { method: 'POST', headers: signed, body });
}

const signIn = (phone: string | null = GERMAN_MOBILE) => post(postSignIn(Date.now(), phone));
const used = () => Object.fromEntries(server.inbox.list().map(({ code, used: isUsed }) => [code, isUsed]));

describe('the webhook of a local Logto', () => {
  it.each([
    ['without limits', { config: { limits: {} }, isLimited: true }],
    ['in a configuration without any limit', { isLimited: true, config: { limits: noLimits() } }],
    ['with verifiedShare', { isLimited: true, config: { verifiedShare: 'enforce' } }],
  ])('shows which codes were used, %s', async (_, options) => {
    await start(options);
    await requestCode('111111');
    await requestCode('222222', 'Register', '4915112345679');
    expect(used()).toEqual({ 111111: null, 222222: null });

    expect((await signIn()).status).toBe(200);
    expect(used()).toEqual({ 111111: true, 222222: false });
    expect(changes.slice(-3)).toEqual(['222222 false', '111111 false', '111111 true']);
  });

  it('shows of a later code that it is not used yet, also after the same event again', async () => {
    await start();
    await requestCode('111111');
    const event = postSignIn(Date.now(), GERMAN_MOBILE);
    await post(event);
    await requestCode('222222');
    await post(event);
    expect(used()).toEqual({ 111111: true, 222222: false });
  });

  it('says nothing of a code whose use fires no event', async () => {
    await start();
    await requestCode('111111', 'UserPermissionValidation');
    await signIn();
    expect(used()).toEqual({ 111111: null });
  });

  it("takes the console's test event, and people without a number or with another one", async () => {
    await start();
    await requestCode('111111');
    expect((await post(testPayload(Date.now()))).status).toBe(200);
    expect((await signIn(null)).status).toBe(200);
    expect((await signIn('4915100000000')).status).toBe(200);
    expect(used()).toEqual({ 111111: false });
  });

  it('says so when an event comes from a clock that differs', async () => {
    await start();
    const { status, text } = await post(postSignIn(Date.now() - 11 * 60_000, GERMAN_MOBILE));
    expect([status, text]).toEqual([200, expect.stringContaining('more than ten minutes away')]);
  });

  it('refuses what a page of another site could send, what is no event, and what is too large', async () => {
    await start();
    const body = JSON.stringify(postSignIn(Date.now(), GERMAN_MOBILE));
    expect((await server.request('/logto-events', { method: 'POST', body })).status).toBe(401);
    expect((await post('no event')).status).toBe(400);
    expect((await post('x'.repeat(256 * 1_024 + 1))).status).toBe(413);
    expect((await post('x'.repeat(600 * 1_024))).status).toBe(413);
    expect((await server.request('/logto-events')).status).toBe(404);
  });

  it('limits as the deployed stack does, once nobody uses the codes', async () => {
    await start({
      isLimited: true,
      config: { verifiedShare: 'enforce', limits: { countryPerDay: false, perDay: false } },
    });
    await signIn('4915100000000');
    const answers: string[] = [];
    for (let index = 0; index < 21; index += 1) {
      const { headers } = await requestCode(String(100_000 + index), 'SignIn', String(4_915_112_300_000 + index));
      answers.push(String(headers['x-refusal'] ?? 'sent'));
    }
    expect(answers.slice(0, 20)).toEqual(Array(20).fill('sent'));
    expect(answers[20]).toBe('limit-unverified');
  });
});

function noLimits() {
  const names = ['numberPer10Minutes', 'numberPerDay', 'clientPerHour', 'countryPerDay', 'perDay'];
  return Object.fromEntries(names.map((name) => [name, false]));
}

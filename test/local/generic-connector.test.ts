import type { Publish } from '../../lambda/send';
import { GERMAN_MOBILE, RunningServer } from './running-server';

let server: RunningServer;
beforeEach(async () => {
  server = await RunningServer.start();
});
afterEach(() => server.stop());

/** Requests an SMS by GET, as Logto's Generic HTTP SMS connector does. */
function get(query: string): Promise<Response> {
  return fetch(`${server.endpoint}?${query}`, { headers: { authorization: `Bearer ${server.token}` } });
}

describe('the Generic HTTP SMS connector', () => {
  it.each([
    ['unencoded, so that it arrives as a space', `+${GERMAN_MOBILE}`],
    ['encoded', `%2B${GERMAN_MOBILE}`],
    ['as an encoded space', `%20${GERMAN_MOBILE}`],
    ['not at all', GERMAN_MOBILE],
  ])('may send the plus of a number: %s', async (_, to) => {
    const response = await get(`to=${to}&message=012345`);

    expect(response.status).toBe(200);
    expect(server.inbox.list()).toEqual([
      expect.objectContaining({ to: `+${GERMAN_MOBILE}`, type: 'Generic', outcome: 'sent' }),
    ]);
  });

  it.each(['0123', '01234567'])('may send only 4 to 8 digits, which get a text around them (%#)', async (code) => {
    await get(`to=${GERMAN_MOBILE}&message=${code}`);

    expect(server.inbox.list()[0]?.text).toBe(
      `${code} is your Acme verification code. Please do not share it with anyone.`,
    );
  });

  it.each(['123', '123456789', 'Ihr Code: 012345', 'Zwei\nZeilen, 100 % {{code}} €'])(
    'may send any other message, which is sent unchanged (%#)',
    async (message) => {
      await get(new URLSearchParams({ to: GERMAN_MOBILE, message }).toString());

      expect(server.inbox.list()[0]?.text).toBe(message);
    },
  );

  it.each(['{{type}}', '%7B%7Btype%7D%7D'])(
    'may send {{type}} literally, which counts as no type (%#)',
    async (type) => {
      const response = await get(`to=${GERMAN_MOBILE}&type=${type}&code=012345`);

      expect(response.status).toBe(200);
      expect(server.inbox.list()[0]).toMatchObject({ type: 'Generic', outcome: 'sent' });
    },
  );

  it('may name a type and a language', async () => {
    await get(`to=${GERMAN_MOBILE}&type=SignIn&code=012345&locale=de-AT`);

    expect(server.inbox.list()[0]).toMatchObject({ type: 'SignIn', locale: 'de' });
    expect(server.inbox.list()[0]?.text).toMatch(/^012345 ist Ihr Acme-Code zum Anmelden\./);
  });

  it('may send the same keys as a flat JSON object, with unknown keys beside them', async () => {
    const response = await server.post({
      to: GERMAN_MOBILE,
      message: 'Your code is 012345.',
      retries: 3,
      urgent: true,
    });

    expect(response.status).toBe(200);
    expect(server.inbox.list()[0]).toMatchObject({ text: 'Your code is 012345.', type: 'Generic' });
  });
});

describe('a request that arrives twice within a minute', () => {
  it.each(['message=012345', 'message=Your+code+is+012345.', 'code=012345&type=SignIn'])(
    'is sent once, and the second response says duplicate (%#)',
    async (keys) => {
      const first = await get(`to=${GERMAN_MOBILE}&${keys}`);
      const second = await get(`to=${GERMAN_MOBILE}&${keys}`);

      expect(await first.json()).toEqual({ status: 'sent', messageId: expect.any(String) });
      expect(second.status).toBe(200);
      expect(await second.json()).toEqual({ status: 'duplicate' });
      expect(server.inbox.list().map(({ outcome }) => outcome)).toEqual(['duplicate', 'sent']);
    },
  );

  it('is a duplicate however the number is written', async () => {
    await get(`to=+${GERMAN_MOBILE}&message=012345`);
    await server.post({ to: GERMAN_MOBILE, type: 'SignIn', payload: { code: '012345' } });

    expect(server.inbox.list().map(({ outcome }) => outcome)).toEqual(['duplicate', 'sent']);
  });

  it('is not a duplicate if the number or the code differs', async () => {
    await get(`to=${GERMAN_MOBILE}&message=012345`);
    await get(`to=${GERMAN_MOBILE}&message=012346`);
    await get('to=4915112345679&message=012345');

    expect(server.inbox.list().map(({ outcome }) => outcome)).toEqual(['sent', 'sent', 'sent']);
  });

  it('is never a duplicate if it comes from the "Send" button of Logto\'s console', async () => {
    const consoleRequest = { to: GERMAN_MOBILE, type: 'Generic', payload: { code: '000000' } };
    for (const _ of [1, 2, 3]) expect((await server.post(consoleRequest)).text).toContain('"sent"');

    expect(server.inbox.list().map(({ outcome }) => outcome)).toEqual(['sent', 'sent', 'sent']);
  });

  it('is asked to retry after a second while the first one is still being sent', async () => {
    const sns = pendingSns();
    await server.stop();
    server = await RunningServer.start({ dependencies: { publish: sns.publish } });
    const first = get(`to=${GERMAN_MOBILE}&message=012345`);
    await sns.called;

    const second = await get(`to=${GERMAN_MOBILE}&message=012345`);
    sns.answer('the-message-id');

    expect(second.status).toBe(429);
    expect(second.headers.get('retry-after')).toBe('1');
    expect(second.headers.get('x-refusal')).toBe('in-progress');
    expect((await first).status).toBe(200);
    expect(await (await get(`to=${GERMAN_MOBILE}&message=012345`)).json()).toEqual({ status: 'duplicate' });
  });
});

/** An SNS that answers when the test calls `answer`. `called` resolves at the first publish. */
function pendingSns(): { publish: Publish; called: Promise<void>; answer: (messageId: string) => void } {
  let answer = (_: string): void => undefined;
  let tellCalled = (): void => undefined;
  const called = new Promise<void>((resolve) => {
    tellCalled = resolve;
  });
  const pending = new Promise<string>((resolve) => {
    answer = resolve;
  });
  const publish = () => {
    tellCalled();
    return pending;
  };
  return { publish, called, answer: (messageId) => answer(messageId) };
}

import { GERMAN_MOBILE, RunningServer, US_MOBILE } from './running-server';

let server: RunningServer;
beforeEach(async () => {
  server = await RunningServer.start();
});
afterEach(() => server.stop());

const signIn = (to: string, code: string) => ({ to, type: 'SignIn', payload: { code, locale: 'de' } });

async function messages(query = ''): Promise<Record<string, unknown>[]> {
  return JSON.parse((await server.request(`/api/messages${query}`)).text);
}

describe('GET /api/messages', () => {
  it('returns exactly the documented keys of each message', async () => {
    await server.post({ ...signIn(GERMAN_MOBILE, '012345'), ip: '192.0.2.7' });

    expect(await messages()).toEqual([
      {
        id: expect.stringMatching(/^[\da-f-]{36}$/),
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        to: `+${GERMAN_MOBILE}`,
        text: '012345 ist Ihr Acme-Code zum Anmelden. Bitte geben Sie ihn nicht weiter.',
        code: '012345',
        type: 'SignIn',
        locale: 'de',
        country: 'DE',
        sender: null,
        encoding: 'GSM-7',
        segments: 1,
        outcome: 'sent',
        refusal: null,
        hint: null,
        used: null,
      },
    ]);
  });

  it('returns the request id of the response', async () => {
    const response = await server.post(signIn(GERMAN_MOBILE, '012345'));

    expect(await messages()).toEqual([expect.objectContaining({ id: response.headers['x-request-id'] })]);
  });

  it('returns a refused message with its reason and without its text', async () => {
    await server.post(signIn('18762101234', '012345'));

    expect(await messages()).toEqual([
      {
        id: expect.any(String),
        at: expect.any(String),
        to: '+18762101234',
        text: null,
        code: null,
        type: 'SignIn',
        locale: 'de',
        country: 'JM',
        sender: null,
        encoding: null,
        segments: null,
        outcome: 'refused',
        refusal: 'country-not-allowed',
        hint: null,
        used: null,
      },
    ]);
  });

  it('returns nothing of a request with a wrong token', async () => {
    await server.post(signIn(GERMAN_MOBILE, '012345'), { authorization: 'Bearer guess' });

    expect(await messages()).toEqual([
      expect.objectContaining({ to: null, type: null, country: null, text: null, refusal: 'bad-token' }),
    ]);
  });

  it.each(['1234567890', '+1234567890'])(
    "says that %s, the number in Logto's documents, is only an example",
    async (to) => {
      await server.post(signIn(to, '012345'));

      expect(await messages()).toEqual([
        expect.objectContaining({
          to,
          outcome: 'refused',
          refusal: 'bad-number',
          hint: "This is the example number of Logto's documentation. No phone has it: use a real mobile number.",
        }),
      ]);
    },
  );

  it('says the same of that number in a query string, where its plus arrives as a space', async () => {
    await server.request('/sms?to=+1234567890&code=012345', { headers: { authorization: `Bearer ${server.token}` } });

    expect(await messages()).toEqual([
      expect.objectContaining({ refusal: 'bad-number', hint: expect.stringContaining('example number') }),
    ]);
  });

  it('has no hint for any other number that is no mobile number', async () => {
    await server.post(signIn('493012345678', '012345'));

    expect(await messages()).toEqual([expect.objectContaining({ refusal: 'bad-number', hint: null })]);
  });

  it.each([
    [
      { recipient: GERMAN_MOBILE, text_content: 'Your code is 012345' },
      'The request has the keys recipient, text_content. In the connector, name the number "to", and the text "message" or the code alone "code".',
    ],
    [
      { to: GERMAN_MOBILE, payload: { otp: '012345' } },
      'The request has the keys to, payload.otp. In the connector, name the number "to", and the text "payload.message" or the code alone "payload.code".',
    ],
    [
      { to: GERMAN_MOBILE, payload: { code: 'not a code' } },
      'The request has the keys to, payload.code. The names are right, so a value is empty or of the wrong kind.',
    ],
    [
      { [GERMAN_MOBILE]: '012345' },
      'The request has the keys ?. In the connector, name the number "to", and the text "message" or the code alone "code".',
    ],
    [
      {},
      'The request has no keys. In the connector, name the number "to", and the text "message" or the code alone "code".',
    ],
  ])('names the keys of %j, no values, and how to write them', async (body, hint) => {
    await server.post(body);

    expect(await messages()).toEqual([expect.objectContaining({ refusal: 'bad-request', text: null, hint })]);
  });

  it('names the keys of a query string too', async () => {
    const query = `recipient=${GERMAN_MOBILE}&text_content=Your+code+is+012345`;
    await server.request(`/sms?${query}`, { headers: { authorization: `Bearer ${server.token}` } });

    const [message] = await messages();

    expect(message).toMatchObject({ refusal: 'bad-request', hint: expect.stringContaining('recipient, text_content') });
    expect(JSON.stringify({ ...message, id: '', at: '' })).not.toMatch(/\d/);
  });

  it('has no hint when the body is no JSON object: it has no keys', async () => {
    await server.post('to=4915112345678&code=012345');

    expect(await messages()).toEqual([expect.objectContaining({ refusal: 'bad-request', hint: null })]);
  });

  it('counts the segments of a text beyond GSM-7', async () => {
    await server.post({ to: GERMAN_MOBILE, message: '验证码'.repeat(24) });

    expect(await messages()).toEqual([expect.objectContaining({ encoding: 'UCS-2', segments: 2 })]);
  });

  it('returns the newest first, at most `limit`', async () => {
    for (const code of ['111111', '222222', '333333']) await server.post(signIn(GERMAN_MOBILE, code));

    expect((await messages()).map(({ text }) => String(text).slice(0, 6))).toEqual(['333333', '222222', '111111']);
    expect((await messages('?limit=2')).map(({ text }) => String(text).slice(0, 6))).toEqual(['333333', '222222']);
    expect(await messages('?limit=0')).toEqual([]);
  });

  it.each(['limit=', 'limit=-1', 'limit=1.5', 'limit=all', 'since=', 'since=yesterday'])(
    'answers 400 to an invalid parameter: %s',
    async (query) => {
      const response = await server.request(`/api/messages?${query}`);

      expect(response).toMatchObject({ status: 400, text: expect.stringContaining('Write it as') });
    },
  );

  it.each([
    ['1970-01-01', 1],
    ['2999-01-01T00:00:00Z', 0],
    ['2999-01-01T00:00:00+02:00', 0],
  ])('returns messages since %s', async (since, count) => {
    await server.post(signIn(GERMAN_MOBILE, '012345'));

    expect(await messages(`?since=${since}`)).toHaveLength(count);
  });

  it.each(['+', '%2B', '%20', ''])(
    'returns the messages to a number, however its plus is written (%#)',
    async (plus) => {
      await server.post(signIn(GERMAN_MOBILE, '012345'));
      await server.post(signIn(US_MOBILE, '012345'));

      expect(await messages(`?to=${plus}${GERMAN_MOBILE}`)).toEqual([
        expect.objectContaining({ to: `+${GERMAN_MOBILE}` }),
      ]);
    },
  );

  it('finds a refused message by the number that the caller wrote', async () => {
    await server.post(signIn('4930901820', '012345'));

    expect(await messages('?to=+4930901820')).toEqual([
      expect.objectContaining({ to: '4930901820', refusal: 'bad-number' }),
    ]);
  });

  it('returns nothing for another number, or an empty one', async () => {
    await server.post(signIn(GERMAN_MOBILE, '012345'));
    await server.post('not a request');

    expect(await messages('?to=+491511')).toEqual([]);
    expect(await messages('?to=')).toEqual([]);
  });
});

describe('a key that a call does not have', () => {
  it.each([
    ['GET', '/api/messages?form=+4915112345678', 'Use to, since, limit.'],
    ['GET', '/api/messages/latest?number=1', 'Use to, since, limit, wait.'],
    ['GET', '/api/messages?wait=10s', 'Use to, since, limit.'],
    ['DELETE', '/api/messages?phone=+4915112345678', 'Use to.'],
    ['DELETE', '/api/messages?since=2026-11-21', 'Use to.'],
    ['GET', '/api/setup?x', 'This call takes no keys.'],
    ['GET', '/api/events?to=1', 'This call takes no keys.'],
  ])('is answered 400, and nothing happens: %s %s', async (method, path, keys) => {
    await server.post(signIn(GERMAN_MOBILE, '012345'));
    const response = await server.request(path, { method });
    expect(response).toMatchObject({ status: 400, text: expect.stringContaining(`is unknown here. ${keys}`) });
    expect(await messages()).toHaveLength(1);
  });
});

describe('DELETE /api/messages?to=', () => {
  it.each(['+', '%2B', ''])(
    'removes the messages to that number only, however its plus is written (%#)',
    async (plus) => {
      await server.post(signIn(GERMAN_MOBILE, '012345'));
      await server.post(signIn(US_MOBILE, '012345'));

      const response = await server.request(`/api/messages?to=${plus}${GERMAN_MOBILE}`, { method: 'DELETE' });
      expect(response.status).toBe(204);
      expect(await messages()).toEqual([expect.objectContaining({ to: `+${US_MOBILE}` })]);
    },
  );

  it("resets that number's deduplication and limits, and no other's", async () => {
    const limited = await RunningServer.start({ isLimited: true });
    const outcomes = async () =>
      JSON.parse((await limited.request('/api/messages')).text).map(({ to, outcome }: Record<string, string>) => [
        to,
        outcome,
      ]);
    for (const to of [GERMAN_MOBILE, US_MOBILE]) {
      for (let code = 0; code < 5; code++) await limited.post(signIn(to, `00000${code}`));
    }
    await limited.request(`/api/messages?to=+${GERMAN_MOBILE}`, { method: 'DELETE' });
    await limited.post(signIn(GERMAN_MOBILE, '000004'));
    await limited.post(signIn(US_MOBILE, '000005'));

    expect((await outcomes()).slice(0, 2)).toEqual([
      [`+${US_MOBILE}`, 'refused'],
      [`+${GERMAN_MOBILE}`, expect.stringMatching(/sent|queued/)],
    ]);
    await limited.stop();
  });

  it('removes nothing for an empty number', async () => {
    await server.post(signIn(GERMAN_MOBILE, '012345'));
    expect((await server.request('/api/messages?to=', { method: 'DELETE' })).status).toBe(204);
    expect(await messages()).toHaveLength(1);
  });
});

describe('DELETE /api/messages', () => {
  it('clears the inbox', async () => {
    await server.post(signIn(GERMAN_MOBILE, '012345'));

    expect((await server.request('/api/messages', { method: 'DELETE' })).status).toBe(204);
    expect(await messages()).toEqual([]);
  });

  it('resets the deduplication: the same code is sent again', async () => {
    await server.post(signIn(GERMAN_MOBILE, '012345'));
    await server.request('/api/messages', { method: 'DELETE' });
    await server.post(signIn(GERMAN_MOBILE, '012345'));

    expect(await messages()).toEqual([expect.objectContaining({ outcome: 'sent' })]);
  });
});

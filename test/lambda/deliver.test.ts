import { DEADLINE_MS, deliver } from '../../lambda/deliver';
import { logLine } from '../../lambda/log';
import { Refusal } from '../../lambda/refusal';
import { fakeDependencies, fakeSettings, request, SIGN_IN, TOKEN } from '../fake-dependencies';

describe('deliver', () => {
  it("sends Logto's code in the person's language and answers 200", async () => {
    const dependencies = fakeDependencies();
    expect(await deliver(request(SIGN_IN), dependencies)).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json', 'x-request-id': 'request-1' },
      body: '{"status":"sent","messageId":"message-1"}',
    });
    expect(dependencies.published).toEqual([
      { to: '+4915112345678', text: '012345 ist Ihr Acme-Code zum Anmelden. Bitte geben Sie ihn nicht weiter.' },
    ]);
  });

  it('uses the default language for a person whose own is unknown', async () => {
    const dependencies = fakeDependencies({ settings: fakeSettings({ defaultLocale: 'de' }) });
    await deliver(request({ ...SIGN_IN, payload: { code: '1234', locale: 'xx-nonsense' } }), dependencies);
    expect(dependencies.reports[0]?.locale).toBe('de');
  });

  it('accepts a GET of the generic connector, and does not read its body', async () => {
    const dependencies = fakeDependencies();
    const query = 'to=+4915112345678&message=123456&type={{type}}';
    const readBody = jest.fn();
    expect(await deliver(request('', { method: 'GET', query, readBody }), dependencies)).toMatchObject({ status: 200 });
    expect(dependencies.published[0]?.text).toContain('123456');
    expect(readBody).not.toHaveBeenCalled();
  });

  it('refuses a wrong token before it reads the body', async () => {
    const dependencies = fakeDependencies();
    const readBody = jest.fn();
    expect(await deliver(request('', { authorization: 'Bearer wrong', readBody }), dependencies)).toEqual({
      status: 401,
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'x-refusal': 'bad-token',
        'x-request-id': 'request-1',
      },
      body: 'We cannot send text messages right now. Please try again later.',
    });
    expect(readBody).not.toHaveBeenCalled();
    expect(dependencies.published).toEqual([]);
  });

  it.each([
    ['a body that is not JSON', 'x', 400, 'bad-request', 'We could not send your code. Please try again.'],
    ['nothing to send', { ...SIGN_IN, payload: { locale: 'de' } }, 400, 'bad-request', 'Ihr Code konnte nicht'],
    ['a landline', { ...SIGN_IN, to: '493012345678' }, 422, 'bad-number', 'Bitte prüfen Sie die Telefonnummer'],
    ['a country that is not served', { ...SIGN_IN, to: '18764551234' }, 403, 'country-not-allowed', 'In dieses Land'],
  ])('refuses %s, in the language of the person if that is known', async (_, body, status, reason, sentence) => {
    const dependencies = fakeDependencies();
    const answer = await deliver(request(body), dependencies);
    expect(answer).toMatchObject({ status, headers: { 'x-refusal': reason } });
    expect(answer.body).toContain(sentence);
    expect(dependencies.published).toEqual([]);
    expect(dependencies.reports[0]).toMatchObject({ outcome: 'refused', refusal: { reason } });
  });

  it('refuses a body that is too large', async () => {
    const readBody = () => {
      throw new Refusal('too-large');
    };
    expect(await deliver(request('', { readBody }), fakeDependencies())).toMatchObject({ status: 413 });
  });

  it('answers an unexpected error with 503, and reports its cause', async () => {
    const cause = new TypeError('x is not a function');
    const dependencies = fakeDependencies({
      acceptsToken: () => {
        throw cause;
      },
    });
    const answer = await deliver(request(SIGN_IN), dependencies);
    expect(answer).toMatchObject({ status: 503, body: expect.not.stringContaining('function') });
    expect(dependencies.reports[0]?.refusal?.cause).toBe(cause);
  });

  it('sends the same code once a minute, and answers `duplicate` otherwise', async () => {
    const dependencies = fakeDependencies();
    await deliver(request(SIGN_IN), dependencies);
    const second = await deliver(request({ ...SIGN_IN, to: '+49015112345678' }), dependencies);
    expect(second).toMatchObject({ status: 200, body: '{"status":"duplicate"}' });
    dependencies.wait(60_000);
    await deliver(request(SIGN_IN), dependencies);
    expect(dependencies.published).toHaveLength(2);
  });

  it("sends each press of the console's button", async () => {
    const dependencies = fakeDependencies();
    const press = { to: '4915112345678', type: 'Generic', payload: { code: '000000' } };
    await deliver(request(press), dependencies);
    dependencies.wait(1_000);
    await deliver(request(press), dependencies);
    expect(dependencies.published).toHaveLength(2);
  });

  it('ends a call of SNS that hangs in time for the sign-in page, and queues the message', async () => {
    const limit = new AbortController();
    const timers = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(limit.signal);
    const dependencies = fakeDependencies({
      publish: async (_, signal) => {
        limit.abort();
        signal.throwIfAborted();
        return '';
      },
    });
    expect(await deliver(request(SIGN_IN), dependencies)).toMatchObject({ status: 202, body: '{"status":"queued"}' });
    expect(timers).toHaveBeenCalledWith(DEADLINE_MS);
    expect(dependencies.queued).toMatchObject([{ message: { id: 'request-1', isCode: true, country: 'DE' } }]);
    timers.mockRestore();
  });

  it.each([
    ['the same IPv4 address, written by another proxy', '93.184.216.34', '93.184.216.34:4711', true],
    ['two addresses of one /64', '2606:2800:220:1::1', '2606:2800:220:1:f::2', true],
    ['two IPv4 addresses', '93.184.216.34', '93.184.216.35', false],
    ['addresses of two /64', '2606:2800:220:1::1', '2606:2800:220:2::1', false],
  ])('logs clients as the limits tell them apart: %s', async (_, first, second, isSame) => {
    const dependencies = fakeDependencies();
    await deliver(request({ ...SIGN_IN, ip: first }), dependencies);
    await deliver(request({ ...SIGN_IN, to: '4915112345679', ip: second }), dependencies);
    const [one, other] = dependencies.reports.map((report) => JSON.parse(logLine(report, 'LogtoSms')).client);
    expect(one).toMatch(/^[\da-f]{10}$/);
    expect(other).toMatch(/^[\da-f]{10}$/);
    expect(one === other).toBe(isSame);
  });

  it.each([undefined, '::ffff:127.0.0.1', '10.0.0.7', 'evil"<script>'])(
    'logs no client when Logto names no public address (%j)',
    async (ip) => {
      const dependencies = fakeDependencies();
      await deliver(request({ ...SIGN_IN, ip }), dependencies);
      const [line = ''] = dependencies.reports.map((report) => logLine(report, 'LogtoSms'));
      expect(JSON.parse(line)).toMatchObject({ outcome: 'sent', number: expect.stringMatching(/^[\da-f]{10}$/) });
      expect(JSON.parse(line)).not.toHaveProperty('client');
    },
  );

  it('leaves nothing personal in the log, however a request ends', async () => {
    const dependencies = fakeDependencies();
    const ip = '93.184.216.34';
    for (const body of [
      { ...SIGN_IN, ip },
      { ...SIGN_IN, ip, to: '18764551234' },
      { ...SIGN_IN, ip, to: '493012345678' },
      { ...SIGN_IN, ip, payload: { code: 12345, locale: 'de' } },
    ]) {
      await deliver(request(body), dependencies);
    }
    await deliver(request(SIGN_IN, { authorization: 'Bearer made-up-token' }), dependencies);
    const log = dependencies.reports.map((report) => logLine(report, 'LogtoSms')).join('\n');
    expect(log.split('\n')).toHaveLength(5);
    for (const secret of [TOKEN, 'made-up-token', '012345', '12345', '5112345678', '8764551234', ip, 'Acme-Code']) {
      expect(log).not.toContain(secret);
    }
  });
});

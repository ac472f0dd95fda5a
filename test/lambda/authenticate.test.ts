import { PROBE_TOKEN } from '../../contract/probe-token';
import { authenticate } from '../../lambda/authenticate';
import type { Report } from '../../lambda/report';
import { acceptOnly } from '../fake-dependencies';

const TOKEN = 'abcDEF123';
const acceptsToken = acceptOnly(() => TOKEN);
const report = (): Report => ({ id: 'request-1', startedAt: 0, locale: 'en' });

describe('authenticate', () => {
  it.each([`Bearer ${TOKEN}`, `bearer ${TOKEN}`, `BEARER   ${TOKEN}`, TOKEN, ` ${TOKEN} `])(
    'accepts %j',
    async (authorization) => {
      await expect(authenticate(authorization, acceptsToken, report())).resolves.toBeUndefined();
    },
  );

  it.each([
    ['a missing token', undefined],
    ['an empty header', ''],
    ['the scheme alone', 'Bearer'],
    ['the scheme and a space', 'Bearer '],
    ['a wrong token', 'Bearer wrong'],
    ['a token in another case', `Bearer ${TOKEN.toLowerCase()}`],
    ['a doubled token', `Bearer ${TOKEN}${TOKEN}`],
    ['two tokens in a list', `Bearer ${TOKEN}, Bearer ${TOKEN}`],
    ['the scheme twice', `Bearer Bearer ${TOKEN}`],
    ['another scheme', `Basic ${TOKEN}`],
    ['a very long token', `Bearer ${'x'.repeat(1_000_000)}`],
  ])('refuses %s', async (_, authorization) => {
    await expect(authenticate(authorization, acceptsToken, report())).rejects.toMatchObject({
      reason: 'bad-token',
      status: 401,
    });
  });

  it.each([
    [`Bearer ${TOKEN}`, 'current'],
    ['', 'missing'],
    ['Bearer ', undefined],
    [undefined, 'missing'],
    ['Bearer wrong', undefined],
    [`Bearer ${PROBE_TOKEN}`, 'probe'],
  ])('reports for %j which token it was: %s', async (authorization, token) => {
    const reported = report();
    await authenticate(authorization, acceptsToken, reported).catch(() => undefined);
    expect(reported.token).toBe(token);
  });
});

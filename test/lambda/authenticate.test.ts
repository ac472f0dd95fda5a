import { authenticate } from '../../lambda/authenticate';

const TOKEN = 'abcDEF123';
const acceptsToken = async (token: string) => token === TOKEN;

describe('authenticate', () => {
  it.each([`Bearer ${TOKEN}`, `bearer ${TOKEN}`, `BEARER   ${TOKEN}`, TOKEN, ` ${TOKEN} `])(
    'accepts %j',
    async (authorization) => {
      await expect(authenticate(authorization, acceptsToken)).resolves.toBeUndefined();
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
    await expect(authenticate(authorization, acceptsToken)).rejects.toMatchObject({ reason: 'bad-token', status: 401 });
  });
});

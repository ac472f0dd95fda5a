import { authenticate } from '../../lambda/authenticate';

const TOKEN = 'abcDEF123';
const acceptsToken = async (token: string) => token === TOKEN;

describe('authenticate', () => {
  it.each([`Bearer ${TOKEN}`, `bearer ${TOKEN}`, `BEARER   ${TOKEN}`, TOKEN, ` ${TOKEN} `])(
    'lets %j pass',
    async (authorization) => {
      await expect(authenticate(authorization, acceptsToken)).resolves.toBeUndefined();
    },
  );

  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['no token', 'Bearer'],
    ['no token after a space', 'Bearer '],
    ['a wrong one', 'Bearer wrong'],
    ['one in other letters', `Bearer ${TOKEN.toLowerCase()}`],
    ['a doubled one', `Bearer ${TOKEN}${TOKEN}`],
    ['two in a list', `Bearer ${TOKEN}, Bearer ${TOKEN}`],
    ['the scheme twice', `Bearer Bearer ${TOKEN}`],
    ['another scheme', `Basic ${TOKEN}`],
    ['a very long one', `Bearer ${'x'.repeat(1_000_000)}`],
  ])('refuses %s', async (_, authorization) => {
    await expect(authenticate(authorization, acceptsToken)).rejects.toMatchObject({ reason: 'bad-token', status: 401 });
  });
});

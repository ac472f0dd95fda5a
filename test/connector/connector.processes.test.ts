import { MESSAGE_TYPES } from '../../contract/message-type';
import { GERMAN_MOBILE, RunningServer, US_MOBILE } from '../local/running-server';
import { send } from './send';

jest.setTimeout(30_000);

const signIn = { to: US_MOBILE, type: 'SignIn', payload: { code: '012345', locale: 'en' } };

describe('the published connector of Logto', () => {
  let server: RunningServer;
  beforeEach(async () => {
    server = await RunningServer.start();
  });
  afterEach(() => server.stop());

  it('can send every message type; an unknown one is sent as Generic', async () => {
    const types = [...MESSAGE_TYPES, 'TypeOfTomorrow'];
    const messages = types.map((type, index) => ({
      ...signIn,
      type,
      payload: { code: `01234${index}`, locale: 'de' },
    }));

    const results = await send(messages, server);

    expect(results).toEqual(types.map(() => ({ status: 200, answer: 'sent' })));
    const received = server.inbox.list().reverse();
    expect(received.map(({ type }) => type)).toEqual([...MESSAGE_TYPES, 'Generic']);
    for (const [index, { text: sms, locale, segments }] of received.entries()) {
      expect(sms).toMatch(new RegExp(`^01234${index} ist Ihr Acme-`));
      expect({ locale, segments }).toEqual({ locale: 'de', segments: 1 });
    }
  });

  it('can send an invitation, with its link unchanged', async () => {
    const link = 'https://acme.example/invitation?token=a%20b&x=1';

    const results = await send([{ ...signIn, type: 'OrganizationInvitation', payload: { link } }], server);

    expect(results).toEqual([{ status: 200, answer: 'sent' }]);
    expect(server.inbox.list()[0]?.text).toContain(link);
  });

  it.each([
    ['digits only', GERMAN_MOBILE],
    ['a plus', `+${GERMAN_MOBILE}`],
    ['a national zero after the country code', GERMAN_MOBILE.replace('49', '490')],
  ])('can send to a number written with %s', async (_, to) => {
    const results = await send([{ ...signIn, to }], server);

    expect(results).toEqual([{ status: 200, answer: 'sent' }]);
    expect(server.inbox.list()[0]).toMatchObject({ to: `+${GERMAN_MOBILE}`, country: 'DE' });
  });

  it('gets the default language if it names none, with and without the IP address of the person', async () => {
    const payload = { code: '012345' };
    const results = await send(
      [
        { ...signIn, payload },
        { ...signIn, payload: { code: '543210' }, ip: '::ffff:192.0.2.7' },
        { ...signIn, payload: { code: '111222' }, ip: 'evil"<script>' },
      ],
      server,
    );

    expect(results).toEqual([200, 200, 200].map((status) => ({ status, answer: 'sent' })));
    expect(server.inbox.list().map(({ locale }) => locale)).toEqual(['en', 'en', 'en']);
  });

  it('may send the token bare, or with "bearer" in any case, in the field "Authorization Header"', async () => {
    for (const authorization of [server.token, `bearer ${server.token}`, `BEARER ${server.token}`]) {
      const results = await send([{ ...signIn, type: 'Generic', payload: { code: '000000' } }], server, authorization);

      expect(results).toEqual([{ status: 200, answer: 'sent' }]);
    }
  });

  it.each([
    [
      'a number that is not mobile, in German',
      { ...signIn, to: '4930901820', payload: { code: '012345', locale: 'de' } },
      'Bitte prüfen Sie die Telefonnummer. Wir können nur an Mobiltelefone senden.',
    ],
    [
      'a country that is not served, in English',
      { ...signIn, to: '41791234567' },
      'We cannot send text messages to this country.',
    ],
    [
      'a message without a code, in German',
      { ...signIn, payload: { locale: 'de-CH' } },
      'Ihr Code konnte nicht gesendet werden. Bitte versuchen Sie es erneut.',
    ],
  ])('shows the person one plain sentence for %s', async (_, message, sentence) => {
    expect(await send([message], server)).toEqual([{ error: sentence }]);
  });

  it('shows the person nothing about a wrong token', async () => {
    const results = await send([signIn], server, 'Bearer not-the-token');

    expect(results).toEqual([{ error: 'We cannot send text messages right now. Please try again later.' }]);
    expect(server.inbox.list()).toEqual([expect.objectContaining({ outcome: 'refused', refusal: 'bad-token' })]);
  });
});

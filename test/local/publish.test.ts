import fc from 'fast-check';
import { NOT_IN_A_QUEUE } from '../../contract/sms-text';
import { parse } from '../../lambda/parse';
import { permitLine } from '../../lambda/permit-line';
import { localPublish, senderOf } from '../../local/publish';
import { localQueue } from '../../local/queue';
import { anyText } from '../any-text';
import { fakeDependencies, fakeSettings, queuedMessage } from '../fake-dependencies';

const { signal } = new AbortController();
const to = '+4915112345678';

const EUM = { sender: { api: 'end-user-messaging', identity: 'pool-0', countryIdentities: { US: 'phone-0' } } };

describe.each([
  ['SNS', {}, 'sns-refused'],
  ['End User Messaging', EUM, 'send-refused'],
])('the local %s refuses what the real one refuses:', (_, config, reason) => {
  const publish = (text: string) => localPublish(fakeSettings(config))(queuedMessage({ sms: { to, text } }), signal);

  it.each([
    ['an empty text', ''],
    ['a text of 1,601 characters', 'x'.repeat(1_601)],
  ])('%s', async (__, text) => {
    await expect(publish(text)).rejects.toMatchObject({ reason, cause: { $metadata: { httpStatusCode: 400 } } });
  });

  it('and accepts 1,600 characters', async () => {
    expect(await publish('x'.repeat(1_600))).toEqual(expect.any(String));
  });
});

describe('who an SMS would be from', () => {
  it.each([
    [{}, 'DE', undefined],
    [{ senderId: 'Acme' }, 'DE', 'Acme'],
    [{ senderId: 'Acme' }, 'US', undefined],
    [{ originationNumber: '+18885550123' }, 'US', '+18885550123'],
    [EUM, 'DE', 'pool-0'],
    [EUM, 'US', 'phone-0'],
    [{ sender: { api: 'end-user-messaging' } }, 'DE', undefined],
  ])('with %j, to %s, is %s', (config, country, sender) => {
    expect(senderOf(country, fakeSettings(config))).toBe(sender);
  });
});

describe('the local queue', () => {
  const message = (text: string) =>
    ({
      id: '1',
      sms: { to, text },
      type: 'SignIn',
      locale: 'en',
      country: 'DE',
      number: 'n',
      isCode: true,
      admittedAt: 0,
    }) as const;

  it.each(['\uffff', '\ufffe'])('refuses %j, which SQS accepts in no message', async (character) => {
    const enqueue = localQueue({ ...fakeDependencies(), sleep: async () => undefined, permitLine: permitLine() });
    await expect(enqueue(message(`a${character}`), 0)).rejects.toMatchObject({ name: 'InvalidMessageContents' });
  });
});

describe('a text of the caller', () => {
  it('has no character that SQS refuses, whatever it was', () => {
    const text = fc.oneof(
      anyText(),
      fc.string({ unit: fc.constantFrom('\uffff', '\ufffe', '\ud83d', '\u0000', '\u000b', 'a', '😀', '\n') }),
    );
    fc.assert(
      fc.property(text, (message) => {
        try {
          const { content } = parse({ to, message });
          if (content.kind === 'text') expect(JSON.stringify(content.text)).not.toMatch(NOT_IN_A_QUEUE);
        } catch (error) {
          expect(error).toMatchObject({ reason: 'bad-request' });
        }
      }),
    );
  });
});

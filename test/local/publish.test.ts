import fc from 'fast-check';
import { NOT_IN_A_QUEUE } from '../../contract/sms-text';
import { parse } from '../../lambda/parse';
import { permitLine } from '../../lambda/permit-line';
import { localQueue } from '../../local/queue';
import { localSns } from '../../local/sns';
import { fakeDependencies } from '../fake-dependencies';

const { signal } = new AbortController();
const to = '+4915112345678';

describe('the local SNS refuses what the real one refuses:', () => {
  it.each([
    ['an empty text', ''],
    ['a text of 1,601 characters', 'x'.repeat(1_601)],
  ])('%s', async (_, text) => {
    await expect(localSns({ to, text }, signal)).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
  });

  it('and accepts 1,600 characters', async () => {
    expect(await localSns({ to, text: 'x'.repeat(1_600) }, signal)).toEqual(expect.any(String));
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
      fc.string({ unit: 'binary' }),
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

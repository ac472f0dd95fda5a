import { Match } from 'aws-cdk-lib/assertions';
import { parseConfig } from '../../config/load-config';
import { costWarnings } from '../../config/message-cost';
import type { Config } from '../../config/schema';
import { CONFIG } from '../lib/configurations';
import { annotationsOf } from '../lib/stack-of';

function configOf(keys: object): Config {
  return parseConfig({ brand: 'Acme', countries: ['DE'], ...keys }, 'test');
}

function warningsOn(keys: object): [string, string][] {
  return costWarnings(configOf(keys)).map(({ id, text }) => [id, text]);
}

const SENTENCE = '{{code}} is your {{brand}} code to sign in. Please do not share it with anyone.';

describe('costWarnings', () => {
  it('has nothing to say of the shipped messages', () => {
    expect(warningsOn({})).toEqual([]);
    expect(warningsOn({ brand: 'Acmecorp', webOtpDomain: 'login.acme.com' })).toEqual([]);
  });

  it('has nothing to say of words that cost no more than the shipped ones', () => {
    const messages = { en: { SignIn: SENTENCE }, ru: { SignIn: 'Ваш код: {{code}}' }, ja: { SignIn: '{{code}}です' } };
    expect(warningsOn({ messages })).toEqual([]);
  });

  it.each([
    ['a curly apostrophe', SENTENCE.replace('do not', 'don’t'), '"’" (U+2019) is'],
    ['an emoji', `🔑 ${SENTENCE}`, '"🔑" (U+1F511) is'],
    ['an emoji of two characters', `👍🏽 ${SENTENCE}`, '"👍🏽" (U+1F44D U+1F3FD) is'],
    ['two characters', `“${SENTENCE}”`, '"“" (U+201C), "”" (U+201D) are'],
    ['many characters', `ąćęłń ${SENTENCE}`, '"ą" (U+0105), "ć" (U+0107), "ę" (U+0119) and 2 more are'],
  ])('warns of %s, names it, and says what it costs', (_, text, named) => {
    expect(warningsOn({ messages: { en: { SignIn: text } } })).toEqual([
      [
        'logto-sms:message-segments:en.SignIn',
        `messages.en.SignIn takes 2 segments, each billed as one SMS. ${named} not in GSM-7, so a segment holds ` +
          '70 characters (67 each in several) instead of 160 (153). Without: 1 segment, billed as 1 SMS.',
      ],
    ]);
  });

  it('warns of plain length, too', () => {
    expect(warningsOn({ messages: { en: { SignIn: `{{code}}${'x'.repeat(155)}` } } })).toEqual([
      [
        'logto-sms:message-segments:en.SignIn',
        'messages.en.SignIn takes 2 segments, each billed as one SMS. Its 161 characters are more than the 160 of one segment.',
      ],
    ]);
  });

  it('warns of a character that costs nothing yet, but half of the room', () => {
    expect(warningsOn({ messages: { en: { SignIn: 'It’s {{code}}.' } } })).toEqual([
      ['logto-sms:message-segments:en.SignIn', expect.stringContaining('still fits one segment, with 12 of 70')],
    ]);
  });

  it('counts names as long as they may be', () => {
    const messages = { ru: { SignIn: 'Ваш код для входа в {{application.name}}: {{code}}, удачи' } };
    expect(warningsOn({ messages })).toEqual([]);
    const longer = { ru: { SignIn: 'Ваш код для входа в {{application.name}}: {{code}}, и удачи вам' } };
    expect(warningsOn({ messages: longer })).toMatchObject([
      ['logto-sms:message-segments:ru.SignIn', expect.any(String)],
    ]);
  });

  it('leaves the words alone where it is the brand that GSM-7 lacks', () => {
    expect(warningsOn({ brand: 'Škoda', messages: { en: { SignIn: '{{brand}}: {{code}}' } } })).toEqual([]);
  });

  it('warns once of a brand and a domain that make shipped messages longer', () => {
    const remarks = warningsOn({ brand: 'A company of thirty-two letters.', webOtpDomain: 'login.example.com' });
    expect(remarks).toEqual([
      ['logto-sms:shipped-message-segments', expect.stringMatching(/shipped messages \(ar .*at worst 2 segments/)],
    ]);
  });
});

describe('costFaults', () => {
  it('lets three segments pass and refuses four, where the text stands', () => {
    const three = `{{code}}${'x'.repeat(3 * 153 - 6)}`;
    expect(warningsOn({ messages: { en: { SignIn: three } } })).toMatchObject([
      [expect.any(String), expect.any(String)],
    ]);
    expect(() => configOf({ messages: { en: { SignIn: `${three}x` } } })).toThrow(
      expect.objectContaining({
        faults: [
          {
            path: 'messages.en.SignIn',
            value: `${three}x`,
            fix: 'shorten it: it takes 4 segments, each billed as one SMS; use at most 3',
          },
        ],
      }),
    );
  });

  it('names the domain where it is what makes the shipped messages too long', () => {
    const webOtpDomain = `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.example.com`;
    expect(() => configOf({ webOtpDomain })).toThrow(
      expect.objectContaining({
        faults: [
          {
            path: 'webOtpDomain',
            value: webOtpDomain,
            fix: expect.stringMatching(/^use a shorter one: .*shipped messages/),
          },
        ],
      }),
    );
  });
});

describe('cdk synth', () => {
  it('prints the warning that names message, locale and character', () => {
    const messages = { en: { SignIn: SENTENCE.replace('do not', 'don’t') } };
    annotationsOf({ ...CONFIG, messages }).hasWarning(
      '/LogtoSms',
      Match.stringLikeRegexp('messages\\.en\\.SignIn takes 2 segments.*"’" \\(U\\+2019\\).*logto-sms:message-segments'),
    );
  });
});

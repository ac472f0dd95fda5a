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
  it('does not warn about the shipped messages', () => {
    expect(warningsOn({})).toEqual([]);
    expect(warningsOn({ brand: 'Acmecorp', webOtpDomain: 'login.acme.com' })).toEqual([]);
  });

  it('does not warn about overrides that cost no more than the shipped messages', () => {
    const messages = { en: { SignIn: SENTENCE }, ru: { SignIn: 'Ваш код: {{code}}' }, ja: { SignIn: '{{code}}です' } };
    expect(warningsOn({ messages })).toEqual([]);
  });

  it.each([
    ['a curly apostrophe', SENTENCE.replace('do not', 'don’t'), '"’" (U+2019) is'],
    ['an emoji', `🔑 ${SENTENCE}`, '"🔑" (U+1F511) is'],
    ['an emoji of two characters', `👍🏽 ${SENTENCE}`, '"👍🏽" (U+1F44D U+1F3FD) is'],
    ['two characters', `“${SENTENCE}”`, '"“" (U+201C), "”" (U+201D) are'],
    ['many characters', `ąćęłń ${SENTENCE}`, '"ą" (U+0105), "ć" (U+0107), "ę" (U+0119) and 2 more are'],
  ])('warns about %s, names it, and says what it costs', (_, text, named) => {
    const them = named.endsWith(' is') ? 'it' : 'them';
    expect(warningsOn({ messages: { en: { SignIn: text } } })).toEqual([
      [
        'logto-sms:message-segments:en.SignIn',
        `messages.en.SignIn takes 2 segments, each billed as one SMS. ${named} not in GSM-7, so one segment holds ` +
          `70 characters instead of 160 (several hold 67 each instead of 153). Without ${them}: 1 segment, billed as 1 SMS.`,
      ],
    ]);
  });

  it('warns about mere length too', () => {
    expect(warningsOn({ messages: { en: { SignIn: `{{code}}${'x'.repeat(155)}` } } })).toEqual([
      [
        'logto-sms:message-segments:en.SignIn',
        'messages.en.SignIn takes 2 segments, each billed as one SMS. It has 161 characters; one segment holds 160.',
      ],
    ]);
  });

  it('warns about a character that costs nothing yet but halves what a segment holds', () => {
    expect(warningsOn({ messages: { en: { SignIn: 'It’s {{code}}.' } } })).toEqual([
      ['logto-sms:message-segments:en.SignIn', expect.stringContaining('still fits one segment (12 of 70 characters)')],
    ]);
  });

  it('counts names with their maximum length', () => {
    const messages = { ru: { SignIn: 'Ваш код для входа в {{application.name}}: {{code}}, удачи' } };
    expect(warningsOn({ messages })).toEqual([]);
    const longer = { ru: { SignIn: 'Ваш код для входа в {{application.name}}: {{code}}, и удачи вам' } };
    expect(warningsOn({ messages: longer })).toMatchObject([
      ['logto-sms:message-segments:ru.SignIn', expect.any(String)],
    ]);
  });

  it('does not blame the message if the brand is not in GSM-7', () => {
    const warnings = warningsOn({ brand: 'Škoda', messages: { en: { SignIn: '{{brand}}: {{code}}' } } });
    expect(warnings.map(([id]) => id)).toEqual(['logto-sms:brand-encoding']);
  });

  it.each([
    ['Lowe’s', '"’" (U+2019)'],
    ['“Acme”', '"“" (U+201C), "”" (U+201D)'],
    ['Škoda', '"Š" (U+0160)'],
  ])('warns of the brand %j, because of which messages leave out a sentence', (brand, named) => {
    const [[id, text] = [], ...others] = warningsOn({ brand });
    expect(others).toEqual([]);
    expect(id).toBe('logto-sms:brand-encoding');
    expect(text).toContain(`brand "${brand}" contains ${named}, which GSM-7 lacks. So a segment of `);
    expect(text).toMatch(/[1-9]\d* of them leave out words to fit, above all the request not to share the code\./);
  });

  it('does not warn of a brand with special spaces or separate accents, which are normalized', () => {
    expect(warningsOn({ brand: 'Cafe\u0301\u00a0Acme' })).toEqual([]);
    expect(warningsOn({ messages: { en: { SignIn: 'Cafe\u0301\u00a0Acme: {{code}}' } } })).toEqual([]);
  });

  it('warns once if brand and domain make shipped messages longer', () => {
    const warnings = warningsOn({ brand: 'A company of thirty-two letters.', webOtpDomain: 'login.example.com' });
    expect(warnings).toEqual([
      ['logto-sms:shipped-message-segments', expect.stringMatching(/shipped messages \(ar .*take up to 2 segments/)],
    ]);
  });
});

describe('maxPriceUsd', () => {
  const long = { messages: { en: { SignIn: `{{code}}${'x'.repeat(200)}` } } };

  it('warns that it is for a whole message, where some take several segments', () => {
    expect(warningsOn({ ...long, maxPriceUsd: 0.1 })).toContainEqual([
      'logto-sms:max-price-per-message',
      expect.stringMatching(
        /^maxPriceUsd \(0\.1\) is for a whole message, and 1 message takes up to 2 segments.* 0\.05 USD/,
      ),
    ]);
  });

  it.each([
    ['SNS discards them', {}],
    ['AWS refuses them', { sender: { api: 'end-user-messaging' } }],
  ])('says that %s with %j', (what, sender) => {
    expect(warningsOn({ ...long, ...sender, maxPriceUsd: 0.1 })).toContainEqual([
      'logto-sms:max-price-per-message',
      expect.stringContaining(`${what} where a segment costs more than 0.05 USD`),
    ]);
  });

  it.each([
    ['is not set', long],
    ['is set and every message has one segment', { maxPriceUsd: 0.1 }],
  ])('warns of nothing when it %s', (_, config) => {
    expect(warningsOn(config).map(([id]) => id)).not.toContain('logto-sms:max-price-per-message');
  });
});

describe('costFaults', () => {
  it('accepts three segments and reports four at the path of the message', () => {
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

  it('names the domain if it makes the shipped messages too long', () => {
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
      '/LogtoSms/Default',
      Match.stringLikeRegexp('messages\\.en\\.SignIn takes 2 segments.*"’" \\(U\\+2019\\).*logto-sms:message-segments'),
    );
  });
});

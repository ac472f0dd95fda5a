import { LOCALES, type Locale } from '../../contract/locale';
import { catalogue } from '../../templates/catalogue';

/** Everything that people may read in one language, in one string, without placeholders. */
function wordsOf(locale: Locale): string {
  const { messages, doNotShare, refusals } = catalogue[locale];
  const texts = [...Object.values(messages), doNotShare, ...Object.values(refusals)];
  return texts.join('\n').replace(/\{\{[\w.]+\}\}/g, '');
}

describe.each(LOCALES)('%s', (locale) => {
  const words = wordsOf(locale);

  it('is in the composed form of Unicode, which phones show and GSM-7 encodes', () => {
    expect(words).toBe(words.normalize('NFC'));
  });

  it('has no typographic spaces, and no invisible characters except for the joiner of Persian', () => {
    const invisible = words.match(/[\p{Cf}\p{Zs}\t]/gu) ?? [];
    expect(invisible.filter((each) => each !== ' ' && !(locale === 'fa-IR' && each === '\u200c'))).toEqual([]);
  });

  it('mixes no alphabets in a word, as a look-alike letter would', () => {
    const alphabets = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Arabic}/u, /\p{Script=Thai}/u];
    const mixed = (words.match(/[\p{L}\p{M}]+/gu) ?? []).filter(
      (word) => alphabets.filter((alphabet) => alphabet.test(word)).length > 1,
    );
    expect(mixed).toEqual([]);
  });
});

/** Letters that are needed to spell the language correctly. */
it.each([
  ['cs', 'áéíěčřšžů'],
  ['de', 'äöü'],
  ['es', 'áéóñ'],
  ['fr', 'éèàê'],
  ['it', 'èàù'],
  ['pl-PL', 'ąćęłż'],
  ['pt-BR', 'ãéêíóç'],
  ['pt-PT', 'ãéíóç'],
  ['tr-TR', 'ığşüçö'],
  ['ru', 'ыйё'],
  ['uk-UA', 'іїй'],
  ['fa-IR', 'پیکآ\u200c'],
  ['ar', 'يةإأك'],
] as const)('%s is written with its own letters %s', (locale, letters) => {
  const words = wordsOf(locale).toLocaleLowerCase(locale);
  expect([...letters].filter((letter) => !words.includes(letter))).toEqual([]);
});

/** Letters of a similar language. */
it.each([
  ['ru', 'іїєґ'],
  ['uk-UA', 'ыэёъ'],
  ['ar', 'یکپگچژ'],
  ['fa-IR', 'يكةى'],
  ['pt-BR', 'ñ'],
  ['es', 'ãçõ'],
  ['zh-CN', '驗證碼註冊錄請網絡國個組織設兩稱電話號應發將'],
  ['zh-TW', '验证码注册录请网络国个组织设两称电话号应发将短络絡'],
  ['zh-HK', '验证码注册录请网络国个组织设两称电话号应发将簡'],
] as const)('%s has none of %s', (locale, letters) => {
  const words = wordsOf(locale);
  expect([...letters].filter((letter) => words.includes(letter))).toEqual([]);
});

it('calls an SMS what people in Hong Kong and in Taiwan do', () => {
  expect(wordsOf('zh-HK')).toContain('短訊');
  expect(wordsOf('zh-HK')).toContain('網絡');
  expect(wordsOf('zh-TW')).toContain('簡訊');
  expect(wordsOf('zh-TW')).toContain('網路');
});

it('promises no lifetime in any language, since Logto does not send it', () => {
  for (const locale of LOCALES) {
    const { messages, doNotShare } = catalogue[locale];
    // A step or a factor may be a number with one digit. A lifetime would have more digits, or a unit.
    const texts = [...Object.values(messages), doNotShare].join('\n');
    expect([locale, texts.match(/\d{2,}|minut|dakika|хвилин|分钟|分鐘|分間|นาที|دقيق|دقیقه/iu)]).toEqual([locale, null]);
  }
});

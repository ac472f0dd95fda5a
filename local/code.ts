/**
 * The last line of a text, if browsers read the code from it (WICG, "Origin-bound one-time codes delivered via SMS").
 */
const WEB_OTP_LINE = /(?:^|\n)@\S+ #(\S+)$/;

/** What has digits that are no code: links, addresses, and phone numbers with a `+` or of nine digits and more. */
const NO_CODES = [
  /\S*:\/\/\S*/g,
  /\S+@\S+/g,
  /\+\p{Nd}+(?:[ \u00a0]?\(\p{Nd}+\))?(?:[-./ \u00a0]\p{Nd}+)*/gu,
  /(?<!\p{Nd})\(?(?=(?:[-./() \u00a0]{0,2}\p{Nd}){9})\p{Nd}+(?:\)?[-./ \u00a0]\p{Nd}+)+/gu,
  /[\p{Sc}#№]\s?\p{Nd}[\p{Nd}.,]*|\p{Nd}[\p{Nd}.,]*\s?(?:\p{Sc}|(?:EUR|USD|GBP|CHF)\b)/gu,
];

/** 4 to 8 digits that are not part of a longer number, a date, a price or a word. Some scripts write no space beside them. */
const STANDALONE_DIGITS = (() => {
  const letter = String.raw`(?![\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}])\p{L}`;
  const before = String.raw`(?<![\p{N}\p{M}_]|\p{N}[.,:/-]|${letter})`;
  const after = String.raw`(?![\p{N}\p{M}_]|[.,:/-]\p{N}|${letter})`;
  return new RegExp(String.raw`${before}\p{Nd}{4,8}${after}`, 'gu');
})();

/** The word for a code, in the languages of Logto's sign-in page. */
const CODE_WORD =
  /(?<!\p{L})(?:pass)?[ck]od[eioy]?(?!\p{L}{4})|c[oó]digo|codice|kód|код|\bpin\b|\botp\b|\btan\b|pass?wor[dt]|şifre|رمز|کد|รหัส|验证码|驗證碼|コード|認証番号|인증\s?번호|코드/giu;

/** Chinese and Japanese have no space after a full stop. */
const SENTENCE_END = /[.!?](?=\s|$)|[。！？\n]/;

/** A four-digit number that is probably a year. */
const YEAR = /^(?:19|20)\d\d$/;

/**
 * Finds the code in a text that the caller wrote, as phones do. The WebOTP line wins. Otherwise it is a number of 4 to 8
 * digits: rather one in a sentence with the word for a code, rather not a year, rather of six digits as Logto's codes
 * are, rather right after that word, rather the first.
 *
 * @returns `null` if there is none
 */
export function codeIn(text: string): string | null {
  const webOtpCode = WEB_OTP_LINE.exec(text)?.[1];
  if (webOtpCode !== undefined) return webOtpCode;
  const rest = NO_CODES.reduce((words, pattern) => words.replace(pattern, (part) => ' '.repeat(part.length)), text);
  const candidates = rest.split(SENTENCE_END).flatMap((sentence) => {
    const words = [...sentence.matchAll(CODE_WORD)].map(({ index, 0: word }) => ({
      from: index,
      to: index + word.length,
    }));
    return [...sentence.matchAll(STANDALONE_DIGITS)].map(({ index, 0: digits }) => ({
      digits,
      rank: [
        words.length > 0 ? 0 : 1,
        YEAR.test(digits) ? 1 : 0,
        digits.length === 6 ? 0 : 1,
        Math.min(...words.map(({ from, to }) => (to <= index ? index - to : from - index + AFTER_THE_WORD))),
      ],
    }));
  });
  const [best] = candidates.sort((one, other) => compare(one.rank, other.rank));
  return best?.digits ?? null;
}

/** How much farther from the word a code before it counts, in characters. */
const AFTER_THE_WORD = 5;

/** Compares by the first number that differs. */
function compare(one: readonly number[], other: readonly number[]): number {
  const index = one.findIndex((value, position) => value !== other[position]);
  return index < 0 ? 0 : (one[index] ?? 0) - (other[index] ?? 0);
}

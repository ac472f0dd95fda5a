/** 4 to 8 digits that are not part of a longer number, a price or a word. */
const STANDALONE_DIGITS = /(?<![\p{L}\p{N}\p{M}_]|\p{N}[.,-])\p{Nd}{4,8}(?![\p{L}\p{N}\p{M}_]|[.,-]\p{N})/u;

/**
 * The last line of a text, if browsers read the code from it (WICG, "Origin-bound one-time codes delivered via SMS").
 */
const WEB_OTP_LINE = /(?:^|\n)@\S+ #(\S+)$/;

/**
 * Finds the code in a text that the caller wrote, as phones do: in the WebOTP line, else the first number of 4 to 8
 * digits that is not part of a link. Returns `null` if there is none.
 */
export function codeIn(text: string): string | null {
  const webOtpCode = WEB_OTP_LINE.exec(text)?.[1];
  if (webOtpCode !== undefined) return webOtpCode;
  return STANDALONE_DIGITS.exec(text.replace(/\S*:\/\/\S*/g, ' '))?.[0] ?? null;
}

/** A run of 4 to 8 digits that stands alone: no part of a longer number, a price or a word. */
const STANDS_ALONE = /(?<![\p{L}\p{N}\p{M}_]|\p{N}[.,-])\p{Nd}{4,8}(?![\p{L}\p{N}\p{M}_]|[.,-]\p{N})/u;

/** The last line by which a browser offers the code (WICG, "Origin-bound one-time codes delivered via SMS"). */
const WEB_OTP_LINE = /(?:^|\n)@\S+ #(\S+)$/;

/**
 * The code in a text that the caller wrote, as phones find it: from the WebOTP line, else the first number of 4 to 8
 * digits outside of links. `null` where there is none.
 */
export function codeIn(text: string): string | null {
  const ofLine = WEB_OTP_LINE.exec(text)?.[1];
  if (ofLine !== undefined) return ofLine;
  return STANDS_ALONE.exec(text.replace(/\S*:\/\/\S*/g, ' '))?.[0] ?? null;
}

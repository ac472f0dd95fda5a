import { fill, placeholdersOf } from './fill';
import type { MessageType } from './message-type';
import { countSegments } from './segments';
import type { Template } from './template';

export interface Composition {
  /** The name that the SMS speaks for. */
  readonly brand: string;
  /** The website that may fill the code in by itself. @default no such line */
  readonly webOtpDomain?: string;
  /** The operator's own words in place of the template's; nothing is added to them but the WebOTP line. */
  readonly override?: string;
}

/**
 * The text of one message type, final but for `{{code}}` and `{{link}}`. It is put together at synth, so a
 * request only fills in the code. Where the whole does not fit into one segment, the do-not-share sentence is
 * left out, then the purpose too (the Generic message takes its place).
 */
export function compose(template: Template, type: MessageType, composition: Composition): string {
  const purpose = template.messages[type];
  const wordings = composition.override
    ? [composition.override]
    : holdsCode(purpose)
      ? [`${purpose} ${template.doNotShare}`, purpose, template.messages.Generic]
      : [purpose];
  const texts = wordings.map((wording) => withWebOtp(withBrand(wording, composition.brand), composition));
  return texts.find(fitsOneSegment) ?? (texts.at(-1) as string);
}

function withBrand(text: string, brand: string): string {
  return text.replace(/\{\{\s*brand\s*\}\}/g, () => brand);
}

/**
 * The last line by which a browser offers the code on that site alone (WICG, "Origin-bound one-time codes
 * delivered via SMS"): `@`, the host, a space, `#`, the code.
 */
function withWebOtp(text: string, { webOtpDomain }: Composition): string {
  return webOtpDomain && holdsCode(text) ? `${text}\n@${webOtpDomain} #{{code}}` : text;
}

function holdsCode(text: string): boolean {
  return placeholdersOf(text).includes('code');
}

function fitsOneSegment(text: string): boolean {
  return countSegments(sample(text)).segments === 1;
}

/** The text as it is sent with Logto's default of six digits; links are not measured, their length is Logto's. */
export function sample(text: string): string {
  return fill(text, { code: '123456' });
}

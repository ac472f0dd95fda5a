import * as v from 'valibot';
import type { Names } from '../contract/fill';
import { type MessageType, messageTypeOf } from '../contract/message-type';
import { MAX_TEXT_LENGTH } from '../contract/sms-text';
import { keyNamesOf } from './key-names';
import { namesOf } from './names';
import { Refusal } from './refusal';

/** What the caller wants to send: a code or a link to put into a text of ours, or a complete text. */
export type Content =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'link'; readonly link: string }
  | { readonly kind: 'text'; readonly text: string };

/** A request that was parsed, from either of Logto's connectors. */
export interface Message {
  /** The phone number as the caller wrote it, with or without `+`. Not validated yet. */
  readonly to: string;
  readonly type: MessageType;
  readonly content: Content;
  /**
   * The code, link or text. Two messages to one number with the same key are duplicates; one without a key never is.
   */
  readonly idempotencyKey: string | undefined;
  /** Names for the placeholders in an operator's own texts. @default Logto sent none */
  readonly names?: Names;
}

/** The fields of a request, not validated yet. */
export type RequestFields = Readonly<Record<string, unknown>>;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads the fields of a JSON body.
 *
 * @throws Refusal `bad-request` when the body is not UTF-8, not JSON, or not an object
 */
export function readJson(body: Uint8Array): RequestFields {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(body));
  } catch {
    throw new Refusal('bad-request');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refusal('bad-request');
  return { ...value };
}

/** Reads the fields of a query string. The last value of a repeated field wins. Never throws. */
export function readQuery(query: string): RequestFields {
  return Object.fromEntries(new URLSearchParams(query));
}

/**
 * Finds the language tag that Logto resolved for the person; `undefined` when there is none. `uiLocales` is not read,
 * since anybody can set it.
 */
export function localeTagOf(fields: RequestFields): unknown {
  const { payload } = fields;
  return typeof payload === 'object' && payload !== null && 'locale' in payload ? payload.locale : fields.locale;
}

/** Only letters, digits and hyphens, so that no code can be a sentence. Logto's codes are digits. */
const Code = v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,32}$/));

const Link = v.pipe(
  v.string(),
  v.regex(/^https:\/\/[^\s\p{C}]+$/u),
  v.check((link) => URL.canParse(link)),
  v.maxLength(MAX_TEXT_LENGTH),
);

/** The fields with the content: in `payload` (HTTP SMS connector) or at the root (Generic HTTP SMS connector). */
const ContentFields = v.object({ code: v.optional(Code), link: v.optional(Link), message: v.optional(v.string()) });

const Request = v.object({ to: v.pipe(v.string(), v.nonEmpty()), type: v.optional(v.unknown()) });

/**
 * Parses a request of the HTTP SMS connector, `{to, type, payload: {code | link}}`, or of the Generic HTTP SMS
 * connector, `{to, type?, code | message}`. Ignores unknown fields, and treats an unknown type as Generic.
 *
 * @throws Refusal `bad-request` with the names of the keys that came, when there is no `to` or nothing to send
 */
export function parse(fields: RequestFields): Message {
  const request = v.safeParse(Request, fields);
  const payload = 'payload' in fields ? fields.payload : fields;
  const sendable = v.safeParse(ContentFields, payload);
  const content = sendable.success ? contentOf(sendable.output) : undefined;
  if (!request.success || !content) throw new Refusal('bad-request', { keys: keyNamesOf(fields) });
  const type = messageTypeOf(request.output.type);
  const names = namesOf(payload);
  return {
    to: request.output.to,
    type,
    content,
    idempotencyKey: idempotencyKeyOf(type, content),
    ...(Object.keys(names).length > 0 && { names }),
  };
}

/** An administrator may press the "Send" button of Logto's console (Generic, `000000`) as often as they like. */
function idempotencyKeyOf(type: MessageType, content: Content): string | undefined {
  if (content.kind === 'text') return content.text;
  if (content.kind === 'link') return content.link;
  return type === 'Generic' && content.code === '000000' ? undefined : content.code;
}

function contentOf({ code, link, message }: v.InferOutput<typeof ContentFields>): Content | undefined {
  if (code !== undefined) return { kind: 'code', code };
  if (link !== undefined) return { kind: 'link', link };
  if (message === undefined) return undefined;
  // The generic connector sends either the code alone or a text that Logto rendered.
  if (/^\d{4,8}$/.test(message)) return { kind: 'code', code: message };
  const text = withoutControls(message).trim();
  return text === '' ? undefined : { kind: 'text', text };
}

/** Removes control characters except line feeds and what SQS accepts in no message, and replaces lone surrogates. */
function withoutControls(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[\uFFFE\uFFFF]|[^\P{Cc}\n]/gu, '');
}

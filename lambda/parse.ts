import * as v from 'valibot';
import type { Names } from '../contract/fill';
import { type MessageType, messageTypeOf } from '../contract/message-type';
import { namesOf } from './names';
import { Refusal } from './refusal';

/** SNS takes no longer text ("Quotas", Amazon SNS developer guide). */
const MAX_TEXT_LENGTH = 1_600;

/** What an SMS is to say: words of ours around a code or a link, or the caller's own text. */
export type Content =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'link'; readonly link: string }
  | { readonly kind: 'text'; readonly text: string };

/** What the caller asks for, of either of Logto's two shapes. */
export interface Message {
  /** Digits with or without `+`, as they came. */
  readonly to: string;
  readonly type: MessageType;
  readonly content: Content;
  /** For the operator's own words, which may hold them. @default none came with it */
  readonly names?: Names;
}

/** The keys of a request before they are trusted. */
export type Wire = Readonly<Record<string, unknown>>;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The keys of a JSON body.
 *
 * @throws Refusal `bad-request` for what is not UTF-8, not JSON, or not an object
 */
export function readJson(body: Uint8Array): Wire {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(body));
  } catch {
    throw new Refusal('bad-request');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refusal('bad-request');
  return { ...value };
}

/** The keys of a query string; the last one wins where a key is doubled. Never throws. */
export function readQuery(query: string): Wire {
  return Object.fromEntries(new URLSearchParams(query));
}

/** The language tag that the caller resolved for the person, if there is one. `uiLocales` is attacker-controlled. */
export function localeTagOf(wire: Wire): unknown {
  const { payload } = wire;
  return typeof payload === 'object' && payload !== null && 'locale' in payload ? payload.locale : wire.locale;
}

/** Letters, digits and hyphens, so that no code can carry a sentence. Logto's codes are digits. */
const Code = v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,32}$/));

const Link = v.pipe(
  v.string(),
  v.regex(/^https:\/\/[^\s\p{C}]+$/u),
  v.check((link) => URL.canParse(link)),
  v.maxLength(MAX_TEXT_LENGTH),
);

/** What may be sent, from `payload` (the HTTP SMS connector) or the root (the generic one). */
const Said = v.object({ code: v.optional(Code), link: v.optional(Link), message: v.optional(v.string()) });

const Request = v.object({ to: v.pipe(v.string(), v.nonEmpty()), type: v.optional(v.unknown()) });

/**
 * Reads a request of the HTTP SMS connector, `{to, type, payload: {code | link}}`, or the flat one of the Generic
 * HTTP SMS connector, `{to, type?, code | message}`. Unknown keys are ignored, unknown types are Generic.
 *
 * @throws Refusal `bad-request` when there is no `to` or nothing to send
 */
export function parse(wire: Wire): Message {
  const request = v.safeParse(Request, wire);
  const payload = 'payload' in wire ? wire.payload : wire;
  const said = v.safeParse(Said, payload);
  if (!request.success || !said.success) throw new Refusal('bad-request');
  const content = contentOf(said.output);
  if (!content) throw new Refusal('bad-request');
  const names = namesOf(payload);
  return {
    to: request.output.to,
    type: messageTypeOf(request.output.type),
    content,
    ...(Object.keys(names).length > 0 && { names }),
  };
}

/**
 * What makes two messages to one number the same: their code, link or text. `undefined` for the "Send" button of
 * Logto's console (Generic, `000000`), which an administrator may press as often as they like.
 */
export function idempotencyKeyOf({ type, content }: Message): string | undefined {
  if (content.kind === 'text') return content.text;
  if (content.kind === 'link') return content.link;
  return type === 'Generic' && content.code === '000000' ? undefined : content.code;
}

function contentOf({ code, link, message }: v.InferOutput<typeof Said>): Content | undefined {
  if (code !== undefined) return { kind: 'code', code };
  if (link !== undefined) return { kind: 'link', link };
  if (message === undefined) return undefined;
  // The generic connector sends either the bare code or a text that was rendered by Logto.
  if (/^\d{4,8}$/.test(message)) return { kind: 'code', code: message };
  const text = withoutControls(message).trim();
  return text === '' || text.length > MAX_TEXT_LENGTH ? undefined : { kind: 'text', text };
}

/** Without control characters but the line feed, and without halves of surrogate pairs. */
function withoutControls(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n]/gu, '');
}

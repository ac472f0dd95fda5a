import { EventEmitter } from 'node:events';
import { isCountedType, type MessageType } from '../contract/message-type';
import { countSegments } from '../contract/segments';
import { CODE_LIFE_MS } from '../contract/verified-share';
import { SKEW_MS } from '../lambda/credit';
import type { Report } from '../lambda/report';
import { codeIn } from './code';
import { hintOf } from './explanations';

/** One request as the inbox shows it and as the API returns it. What is unknown is `null`. */
export interface InboxMessage {
  /** The id of the request. */
  readonly id: string;
  /** When it was requested, ISO 8601. */
  readonly at: string;
  /** The number in E.164, or what the caller sent if that is no number. */
  readonly to: string | null;
  /** What the phone would show; `null` if refused. */
  readonly text: string | null;
  /** The code in the text; `null` if there is none. */
  readonly code: string | null;
  /** Logto's message type. */
  readonly type: MessageType | null;
  /** The language of the text, BCP 47. */
  readonly locale: string;
  /** The country of the number, ISO 3166-1 alpha-2. */
  readonly country: string | null;
  /** Who the SMS would be from: a sender ID, a number, an id or an ARN; `null` if AWS chooses. */
  readonly sender: string | null;
  readonly encoding: 'GSM-7' | 'UCS-2' | null;
  /** How many SMS carriers bill. */
  readonly segments: number | null;
  readonly outcome: 'sent' | 'queued' | 'duplicate' | 'refused';
  /** Why it was refused, as in `x-refusal`; `expired`, `superseded` or `refused` if it was dropped from the queue. */
  readonly refusal: string | null;
  /** What to do about the refusal, in a sentence or two, where the request shows more than the reason says. */
  readonly hint: string | null;
  /**
   * Whether the code was used, as Logto's webhook tells. `null` until it has told anything, and for a message whose type is
   * not counted.
   */
  readonly used: boolean | null;
}

/** Which messages to return. */
export interface MessageQuery {
  /** Only messages to this number, with its country code. `+` and punctuation are ignored. @default every number */
  readonly to?: string | undefined;
  /** Only messages requested then or later, in epoch milliseconds. @default any time */
  readonly since?: number | undefined;
  /** How many messages at most. @default all */
  readonly limit?: number | undefined;
}

/** Keeps a load test from filling the memory. */
const CAPACITY = 1_000;

/** Keeps the last 1,000 messages, newest first, and tells subscribers about each. */
export class Inbox {
  private messages: InboxMessage[] = [];
  private hasHeardEvent = false;
  private readonly events = new EventEmitter<{ message: [InboxMessage]; clear: [] }>().setMaxListeners(0);

  /** @param senderOf gives who an SMS to a country is from. @default AWS chooses */
  constructor(private readonly senderOf: (country: string) => string | undefined = () => undefined) {}

  /**
   * Records how a request ended. A queued message that is sent or dropped later stays one message, at its old position.
   * If that message is gone, the report is ignored: after the inbox was cleared for a new test, nothing from the
   * previous test appears.
   */
  add(report: Report): void {
    if (report.outcome === 'postponed') return;
    const index = this.messages.findIndex(({ id }) => id === report.id);
    if (index < 0 && report.queuedAt !== undefined) return;
    const message = this.messageOf(report, this.messages[index]);
    if (index < 0) this.messages = [message, ...this.messages].slice(0, CAPACITY);
    else this.messages = this.messages.with(index, message);
    this.events.emit('message', message);
  }

  /** The messages that match a query, newest first. The list does not change when messages arrive later. */
  list({ to, since = 0, limit }: MessageQuery = {}): InboxMessage[] {
    const matches = (message: InboxMessage) =>
      (to === undefined || isSameNumber(message.to, to)) && Date.parse(message.at) >= since;
    return this.messages.filter(matches).slice(0, limit);
  }

  /**
   * The newest message that matches a query. `undefined` if there is none, and while the newest one is still in the
   * queue: an older message must not be mistaken for it.
   */
  latest(query: MessageQuery): InboxMessage | undefined {
    const [newest] = this.list({ ...query, limit: 1 });
    return newest?.outcome === 'queued' ? undefined : newest;
  }

  /**
   * Removes the messages to a number with its country code. `+` and punctuation are ignored. @default all messages
   *
   * @returns the number in E.164; `undefined` for all messages
   */
  clear(to?: string): string | undefined {
    this.messages = to === undefined ? [] : this.messages.filter((message) => !isSameNumber(message.to, to));
    this.events.emit('clear');
    return to === undefined ? undefined : `+${withoutPunctuation(to)}`;
  }

  /** Logto's webhook has told something, so from now on it is known of each code whether it was used. */
  heardEvent(): void {
    if (this.hasHeardEvent) return;
    this.hasHeardEvent = true;
    this.change((message) => (isCounted(message) ? { ...message, used: false } : undefined));
  }

  /**
   * Marks the codes to a number that Logto's webhook tells of: one that signed in has used a code of the hour before.
   *
   * @param number in E.164
   * @param at when Logto made the event, in epoch milliseconds
   */
  codeWasUsed(number: string, at: number): void {
    this.change((message) => {
      const sentAt = Date.parse(message.at);
      const isOfSignIn = message.to === number && sentAt > at - CODE_LIFE_MS && sentAt <= at + SKEW_MS;
      return isOfSignIn && message.used === false ? { ...message, used: true } : undefined;
    });
  }

  /** Replaces the messages for which `changed` gives another one. */
  private change(changed: (message: InboxMessage) => InboxMessage | undefined): void {
    this.messages.forEach((message, index) => {
      const other = changed(message);
      if (!other) return;
      this.messages = this.messages.with(index, other);
      this.events.emit('message', other);
    });
  }

  /**
   * Calls `onMessage` with each new message, and again when its outcome changes, and `onClear` when messages
   * were removed. Returns the function that unsubscribes.
   */
  subscribe(onMessage: (message: InboxMessage) => void, onClear: () => void): () => void {
    this.events.on('message', onMessage).on('clear', onClear);
    return () => this.events.off('message', onMessage).off('clear', onClear);
  }

  /** @param previous the same message when it was queued */
  private messageOf(report: Report, previous: InboxMessage | undefined): InboxMessage {
    const outcome = outcomeOf(report);
    const text = outcome === 'refused' ? undefined : report.text;
    const { encoding, segments } = text === undefined ? { encoding: null, segments: null } : countSegments(text);
    const message: InboxMessage = {
      id: report.id,
      at: new Date(report.queuedAt ?? report.startedAt).toISOString(),
      to: report.to ?? null,
      text: text ?? null,
      code: text === undefined ? null : (report.code ?? previous?.code ?? codeIn(text)),
      type: report.type ?? null,
      locale: report.locale,
      country: report.country ?? null,
      sender: (report.country === undefined ? undefined : this.senderOf(report.country)) ?? null,
      encoding,
      segments,
      outcome,
      refusal: report.drop ?? report.refusal?.reason ?? null,
      hint: hintOf(report) ?? null,
      used: null,
    };
    return this.hasHeardEvent && isCounted(message) ? { ...message, used: previous?.used ?? false } : message;
  }
}

/** Whether Logto's webhook can tell that the code of a message was used. */
function isCounted({ type, outcome, code }: InboxMessage): boolean {
  return outcome !== 'refused' && code !== null && type !== null && isCountedType(type);
}

function isSameNumber(number: string | null, other: string): boolean {
  return number !== null && withoutPunctuation(number) === withoutPunctuation(other);
}

/**
 * A number without what people write between its digits. A `+` that a query string did not encode arrives as a space.
 */
function withoutPunctuation(number: string): string {
  return number.replace(/[\s()+./-]/g, '');
}

function outcomeOf({ outcome }: Report): InboxMessage['outcome'] {
  return outcome === 'sent' || outcome === 'queued' || outcome === 'duplicate' ? outcome : 'refused';
}

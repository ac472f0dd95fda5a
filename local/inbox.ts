import { EventEmitter } from 'node:events';
import { countSegments } from '../contract/segments';
import type { Report } from '../lambda/report';
import { codeIn } from './code';

/** One request as the inbox shows it. What is not known of it is `null`. */
export interface InboxMessage {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  /** E.164; as the caller wrote it where that is no number. */
  readonly to: string | null;
  /** What the phone would show; `null` for what was refused. */
  readonly text: string | null;
  /** The code in the text, where there is one. */
  readonly code: string | null;
  readonly type: string | null;
  readonly locale: string;
  readonly country: string | null;
  readonly encoding: 'GSM-7' | 'UCS-2' | null;
  readonly segments: number | null;
  readonly outcome: 'sent' | 'queued' | 'duplicate' | 'refused';
  /** Why it was refused; for what was dropped from the queue `expired`, `superseded` or `refused`. */
  readonly refusal: string | null;
}

/** Which messages are asked for; all of them where nothing is said. */
export interface MessageQuery {
  /** A number with its country code, with or without `+` and spaces: only messages to that number. */
  readonly to?: string | undefined;
  /** Epoch milliseconds: only what was asked for then or later. */
  readonly since?: number | undefined;
  /** How many at most. */
  readonly limit?: number | undefined;
}

/** So that a load test does not fill the memory. */
const CAPACITY = 1_000;

/** Keeps the last thousand messages, newest first, and tells of each as it comes. */
export class Inbox {
  private messages: InboxMessage[] = [];
  private readonly events = new EventEmitter<{ message: [InboxMessage]; clear: [] }>().setMaxListeners(0);

  /**
   * Takes in how a request ended. What was queued and then sent or dropped stays one message, at its old place; where
   * that is gone, so is the message: an inbox that was emptied for a new test gets nothing from the one before.
   */
  add(report: Report): void {
    if (report.outcome === 'postponed') return;
    const index = this.messages.findIndex(({ id }) => id === report.id);
    if (index < 0 && report.queuedAt !== undefined) return;
    const message = messageOf(report, this.messages[index]);
    if (index < 0) this.messages = [message, ...this.messages].slice(0, CAPACITY);
    else this.messages = this.messages.with(index, message);
    this.events.emit('message', message);
  }

  list({ to, since = 0, limit }: MessageQuery = {}): InboxMessage[] {
    const isTo = (wanted: string, { to }: InboxMessage) => to !== null && bare(to) === bare(wanted);
    return this.messages
      .filter((message) => (to === undefined || isTo(to, message)) && Date.parse(message.at) >= since)
      .slice(0, limit);
  }

  /** The newest message, unless it still waits in the queue: then it has not come yet, and an older one is not it. */
  latest(wanted: MessageQuery): InboxMessage | undefined {
    const [newest] = this.list({ ...wanted, limit: 1 });
    return newest?.outcome === 'queued' ? undefined : newest;
  }

  clear(): void {
    this.messages = [];
    this.events.emit('clear');
  }

  /** Calls back for every message from now on, again for one whose end has changed, and when the inbox is cleared. Returns what ends that. */
  follow(onMessage: (message: InboxMessage) => void, onClear: () => void): () => void {
    this.events.on('message', onMessage).on('clear', onClear);
    return () => this.events.off('message', onMessage).off('clear', onClear);
  }
}

/** A number without what people write between its digits. A query string makes a `+` a space where nobody encoded it. */
function bare(number: string): string {
  return number.replace(/[\s()+./-]/g, '');
}

function outcomeOf({ outcome }: Report): InboxMessage['outcome'] {
  return outcome === 'sent' || outcome === 'queued' || outcome === 'duplicate' ? outcome : 'refused';
}

/** @param former what is known of the message from before it was queued */
function messageOf(report: Report, former: InboxMessage | undefined): InboxMessage {
  const outcome = outcomeOf(report);
  const text = outcome === 'refused' ? undefined : report.text;
  const { encoding, segments } = text === undefined ? { encoding: null, segments: null } : countSegments(text);
  return {
    id: report.id,
    at: new Date(report.queuedAt ?? report.startedAt).toISOString(),
    to: report.to ?? null,
    text: text ?? null,
    code: text === undefined ? null : (report.code ?? former?.code ?? codeIn(text)),
    type: report.type ?? null,
    locale: report.locale,
    country: report.country ?? null,
    encoding,
    segments,
    outcome,
    refusal: report.drop ?? report.refusal?.reason ?? null,
  };
}

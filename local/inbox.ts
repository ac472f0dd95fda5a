import { EventEmitter } from 'node:events';
import { countSegments } from '../contract/segments';
import type { Report } from '../lambda/report';

/** One request as the inbox shows it. What is not known of it is `null`. */
export interface InboxMessage {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  /** E.164; as the caller wrote it where that is no number. */
  readonly to: string | null;
  /** What the phone would show; `null` for what was refused. */
  readonly text: string | null;
  readonly type: string | null;
  readonly locale: string;
  readonly country: string | null;
  readonly encoding: 'GSM-7' | 'UCS-2' | null;
  readonly segments: number | null;
  readonly outcome: 'sent' | 'queued' | 'duplicate' | 'refused';
  /** Why it was refused; for what was dropped from the queue `expired`, `superseded` or `refused`. */
  readonly refusal: string | null;
}

/** So that a load test does not fill the memory. */
const CAPACITY = 1_000;

/** Keeps the last thousand messages, newest first, and tells of each as it comes. */
export class Inbox {
  private messages: InboxMessage[] = [];
  private readonly events = new EventEmitter<{ message: [InboxMessage]; clear: [] }>().setMaxListeners(0);

  /** Takes in how a request ended. What was queued and then sent or dropped stays one message, at its old place. */
  add(report: Report): void {
    if (report.outcome === 'postponed') return;
    const message = messageOf(report);
    const index = this.messages.findIndex(({ id }) => id === message.id);
    if (index < 0) this.messages = [message, ...this.messages].slice(0, CAPACITY);
    else this.messages = this.messages.with(index, message);
    this.events.emit('message', message);
  }

  /**
   * @param to E.164, the `+` may be missing; only messages to that number
   * @param limit how many at most
   */
  list({ to, limit }: { to?: string | undefined; limit?: number | undefined } = {}): InboxMessage[] {
    const isTo = (wanted: string, { to }: InboxMessage) => to !== null && withoutPlus(to) === withoutPlus(wanted);
    return this.messages.filter((message) => to === undefined || isTo(to, message)).slice(0, limit);
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

/** What Logto sends has none, and a query string makes it a space where nobody encoded it. */
function withoutPlus(number: string): string {
  return number.trim().replace(/^\+/, '');
}

function outcomeOf({ outcome }: Report): InboxMessage['outcome'] {
  return outcome === 'sent' || outcome === 'queued' || outcome === 'duplicate' ? outcome : 'refused';
}

function messageOf(report: Report): InboxMessage {
  const outcome = outcomeOf(report);
  const text = outcome === 'refused' ? undefined : report.text;
  const { encoding, segments } = text === undefined ? { encoding: null, segments: null } : countSegments(text);
  return {
    id: report.id,
    at: new Date(report.queuedAt ?? report.startedAt).toISOString(),
    to: report.to ?? null,
    text: text ?? null,
    type: report.type ?? null,
    locale: report.locale,
    country: report.country ?? null,
    encoding,
    segments,
    outcome,
    refusal: report.drop ?? report.refusal?.reason ?? null,
  };
}

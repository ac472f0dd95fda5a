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
  readonly refusal: string | null;
}

/** So that a load test does not fill the memory. */
const CAPACITY = 1_000;

/** Keeps the last thousand messages, newest first, and tells of each as it comes. */
export class Inbox {
  private messages: InboxMessage[] = [];
  private readonly events = new EventEmitter<{ message: [InboxMessage]; clear: [] }>().setMaxListeners(0);

  /** Takes in how a request ended. */
  add(report: Report): void {
    const message = messageOf(report);
    this.messages = [message, ...this.messages].slice(0, CAPACITY);
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

  /** Calls back for every message from now on, and when the inbox is cleared. Returns what ends that. */
  follow(onMessage: (message: InboxMessage) => void, onClear: () => void): () => void {
    this.events.on('message', onMessage).on('clear', onClear);
    return () => this.events.off('message', onMessage).off('clear', onClear);
  }
}

/** What Logto sends has none, and a query string makes it a space where nobody encoded it. */
function withoutPlus(number: string): string {
  return number.trim().replace(/^\+/, '');
}

function messageOf(report: Report): InboxMessage {
  const outcome = report.outcome ?? 'refused';
  const text = outcome === 'refused' ? undefined : report.text;
  const { encoding, segments } = text === undefined ? { encoding: null, segments: null } : countSegments(text);
  return {
    id: report.id,
    at: new Date(report.startedAt).toISOString(),
    to: report.to ?? null,
    text: text ?? null,
    type: report.type ?? null,
    locale: report.locale,
    country: report.country ?? null,
    encoding,
    segments,
    outcome,
    refusal: report.refusal?.reason ?? null,
  };
}

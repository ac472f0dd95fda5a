import type { DropCause, LogLine } from '../../contract/log-line';
import type { Line } from '../cli/print';
import { type Delivery, deliveryGroups, hasReceipts, wordsOfDelivery } from './delivery';
import { insights } from './insights';
import type { Sdk } from './sdk';

/** What a line of the functions' logs tells about why somebody got nothing. */
export type LogEntry = Pick<
  LogLine,
  'timestamp' | 'requestId' | 'outcome' | 'type' | 'refusal' | 'drop' | 'fault' | 'messageId'
>;

/** A time to look at. */
export interface Period {
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

/** A query holds 10,000 characters. */
const MOST_IDS = 200;

type Sleep = (ms: number) => Promise<unknown>;

/**
 * What was asked for a number, the oldest first.
 *
 * @param logged the part of its pseudonym that the log shows
 */
export function logEntriesOf(sdk: Sdk, groups: readonly string[], logged: string, period: Period, sleep: Sleep) {
  return insights<LogEntry>(sdk, { groups, filter: `number = "${logged}"`, ...period }, sleep);
}

/**
 * What became of messages that SNS took, by their ids. They are looked up by id and not by number, since CloudWatch
 * keeps a history of queries; the newest 200 of them.
 *
 * @returns `undefined` where the account writes no receipts
 */
export async function deliveriesOf(
  sdk: Sdk,
  arn: string,
  messageIds: readonly string[],
  period: Period,
  sleep: Sleep,
): Promise<ReadonlyMap<string, Delivery> | undefined> {
  if (!(await hasReceipts(sdk))) return undefined;
  if (messageIds.length === 0) return new Map();
  const filter = `notification.messageId in [${messageIds
    .slice(-MOST_IDS)
    .map((id) => `"${id}"`)
    .join(', ')}]`;
  const found = await Promise.all(
    deliveryGroups(sdk, arn).map((group) => insights<Delivery>(sdk, { groups: [group], filter, ...period }, sleep)),
  );
  return new Map(found.flat().map((delivery) => [delivery.notification.messageId, delivery]));
}

/** One attempt in words, with its delivery where that is known. */
export function wordsOfLogEntry(attempt: LogEntry, delivery: Delivery | undefined): Line {
  const at = `${attempt.timestamp.slice(0, 19).replace('T', ' ')} UTC ${attempt.type ?? ''}`.trim();
  const { outcome, refusal, drop, fault } = attempt;
  const cause = fault?.name ? ` (${fault.name})` : '';
  if (outcome === 'sent') {
    if (!delivery) return { state: 'ok', text: `${at}: SNS took it.` };
    const { state, text, next } = wordsOfDelivery(delivery);
    return { state, text: `${at}: ${text}`, ...(next && { next }) };
  }
  if (outcome === 'queued') return { state: 'ok', text: `${at}: queued, to be sent within seconds.` };
  if (outcome === 'duplicate')
    return { state: 'warn', text: `${at}: the same code again within a minute, not sent twice.` };
  if (outcome === 'postponed') return { state: 'warn', text: `${at}: still in the queue${cause}.` };
  if (outcome === 'dropped') {
    return {
      state: drop === 'superseded' ? 'warn' : 'fail',
      text: `${at}: never sent, ${drop && DROPS[drop]}${cause}.`,
    };
  }
  return { state: 'fail', text: `${at}: refused, ${refusal ?? 'nobody knows why'}${cause}.` };
}

const DROPS: Readonly<Record<DropCause, string>> = {
  expired: 'it waited too long in the queue',
  superseded: 'since a newer code was asked for',
  refused: 'SNS would not take it',
};

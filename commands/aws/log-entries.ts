import type { DropCause, LogLine } from '../../contract/log-line';
import type { Line } from '../cli/print';
import { type DeliveryLog, type DeliveryReceipt, describeReceipt } from './delivery';
import { queryLogs } from './insights';
import type { Sdk } from './sdk';

/** The part of a log line that tells how a request, or a try of a queued message, ended. */
export type LogEntry = Pick<
  LogLine,
  'timestamp' | 'requestId' | 'outcome' | 'type' | 'refusal' | 'drop' | 'fault' | 'messageId'
>;

/** The time to search. */
export interface Period {
  /** Epoch milliseconds. */
  readonly from: number;
  /** Epoch milliseconds. */
  readonly to: number;
}

/** A query may hold 10,000 characters. */
const MAX_IDS = 200;

type Sleep = (ms: number) => Promise<unknown>;

/**
 * Finds the entries of a number in the functions' logs. The oldest is first.
 *
 * @param number the part of its pseudonym that the log shows
 */
export function findLogEntries(sdk: Sdk, groups: readonly string[], number: string, period: Period, sleep: Sleep) {
  return queryLogs<LogEntry>(sdk, { groups, filter: `number = "${number}"`, ...period }, sleep);
}

/**
 * Finds the delivery receipts of messages, by message id, for the last 200 ids at most. It searches by id and not by
 * number, because CloudWatch keeps a history of queries.
 *
 * @returns the last receipt of each message, by message id
 */
export async function findReceipts(
  sdk: Sdk,
  { groups, idField, receiptOf }: DeliveryLog,
  messageIds: readonly string[],
  period: Period,
  sleep: Sleep,
): Promise<ReadonlyMap<string, DeliveryReceipt>> {
  if (messageIds.length === 0) return new Map();
  const filter = `${idField} in [${messageIds
    .slice(-MAX_IDS)
    .map((id) => `"${id}"`)
    .join(', ')}]`;
  const found = await Promise.all(
    groups.map((group) => queryLogs<object>(sdk, { groups: [group], filter, ...period }, sleep)),
  );
  const receipts = found.flat().flatMap((line) => receiptOf(line) ?? []);
  return new Map(receipts.map((receipt) => [receipt.messageId, receipt]));
}

/** Describes one entry, with its delivery receipt if there is one. */
export function describeLogEntry(entry: LogEntry, receipt: DeliveryReceipt | undefined): Line {
  const at = `${entry.timestamp.slice(0, 19).replace('T', ' ')} UTC ${entry.type ?? ''}`.trim();
  const { outcome, refusal, drop, fault } = entry;
  const cause = fault?.name ? ` (${[fault.name, fault.reason].filter(Boolean).join(' ')})` : '';
  if (outcome === 'sent') {
    if (!receipt) return { state: 'ok', text: `${at}: AWS accepted it.` };
    const { state, text, next } = describeReceipt(receipt);
    return { state, text: `${at}: ${text}`, ...(next && { next }) };
  }
  if (outcome === 'queued') return { state: 'ok', text: `${at}: queued, to be sent within seconds.` };
  if (outcome === 'duplicate')
    return { state: 'warn', text: `${at}: the same code again within a minute, so not sent again.` };
  if (outcome === 'postponed') return { state: 'warn', text: `${at}: still in the queue${cause}.` };
  if (outcome === 'dropped') {
    return {
      state: drop === 'superseded' ? 'warn' : 'fail',
      // A log line of another version may have no cause, or one that is not known here.
      text: `${at}: dropped, ${(drop && DROPS[drop]) ?? 'for an unknown reason'}${cause}.`,
    };
  }
  return { state: 'fail', text: `${at}: refused, ${refusal ?? 'for an unknown reason'}${cause}.` };
}

const DROPS: Readonly<Record<DropCause, string>> = {
  expired: 'because it waited too long in the queue',
  superseded: 'because a newer code was requested',
  refused: 'because AWS permanently rejected it',
  unclear: 'because AWS may have sent it already',
};

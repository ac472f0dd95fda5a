import { DeleteItemCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Limits } from '../../contract/limits';
import { keyOfNumber, windowOf } from '../../contract/table';
import type { Line } from '../cli/print';
import type { Sdk } from './sdk';

/** What is counted of a number right now. */
export interface Counted {
  /** Codes asked for today (UTC). */
  readonly today: number;
  /** Codes asked for in these ten minutes. */
  readonly tenMinutes: number;
}

/** @param number its pseudonym */
export async function countedOf(sdk: Sdk, table: string, number: string, now: number): Promise<Counted> {
  const { Item = {} } = await new DynamoDBClient(sdk).send(
    new GetItemCommand({ TableName: table, Key: { key: { S: keyOfNumber(number, now) } }, ConsistentRead: true }),
  );
  return { today: Number(Item.day?.N ?? 0), tenMinutes: Number(Item[windowOf(now)]?.N ?? 0) };
}

/** Forgets what is counted of a number today. */
export async function forgetCounted(sdk: Sdk, table: string, number: string, now: number): Promise<void> {
  await new DynamoDBClient(sdk).send(
    new DeleteItemCommand({ TableName: table, Key: { key: { S: keyOfNumber(number, now) } } }),
  );
}

/** The counters beside their limits, in words. */
export function wordsOfCounted(
  { today, tenMinutes }: Counted,
  limits: Pick<Limits, 'numberPerDay' | 'numberPer10Minutes'>,
): Line {
  const { numberPerDay, numberPer10Minutes } = limits;
  const of = (count: number, limit: number | undefined) => (limit === undefined ? `${count}` : `${count} of ${limit}`);
  const text = `Counted: ${of(tenMinutes, numberPer10Minutes)} codes in these ten minutes, ${of(today, numberPerDay)} today (UTC)`;
  const isDayFull = numberPerDay !== undefined && today >= numberPerDay;
  const isWindowFull = numberPer10Minutes !== undefined && tenMinutes >= numberPer10Minutes;
  if (!isDayFull && !isWindowFull) return { state: 'ok', text: `${text}.` };
  return {
    state: 'fail',
    text: `${text}: it gets no more until ${isDayFull ? 'midnight UTC' : 'the next full ten minutes'}.`,
    next: 'Clear its limits: the same command with --unlock',
  };
}

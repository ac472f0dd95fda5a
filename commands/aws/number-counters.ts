import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Limits } from '../../contract/limits';
import { COUNTER, keyOfNumber, PARTITION_KEY, windowOf } from '../../contract/table';
import type { Line } from '../cli/print';
import type { Sdk } from './sdk';

/** The counters of a number. */
export interface NumberCounters {
  /** Codes requested today (UTC). */
  readonly today: number;
  /** Codes requested in the present ten minutes of the clock. */
  readonly tenMinutes: number;
}

/**
 * Reads the counters of a number.
 *
 * @param table the table's name
 * @param number its pseudonym
 * @param now epoch milliseconds
 */
export async function readNumberCounters(
  sdk: Sdk,
  table: string,
  number: string,
  now: number,
): Promise<NumberCounters> {
  const { Item = {} } = await new DynamoDBClient(sdk).send(
    new GetItemCommand({ TableName: table, Key: numberKey(number, now), ConsistentRead: true }),
  );
  return { today: Number(Item[COUNTER.numberPerDay]?.N ?? 0), tenMinutes: Number(Item[windowOf(now)]?.N ?? 0) };
}

/**
 * Removes the counters of a number for today (UTC) and the present ten minutes. The rest of its item stays, because it
 * keeps a code from being sent twice.
 *
 * @param table the table's name
 * @param number its pseudonym
 * @param now epoch milliseconds
 */
export async function clearNumberCounters(sdk: Sdk, table: string, number: string, now: number): Promise<void> {
  const command = new UpdateItemCommand({
    TableName: table,
    Key: numberKey(number, now),
    UpdateExpression: 'REMOVE #day, #window',
    // Without an item, the update would make one that never expires.
    ConditionExpression: 'attribute_exists(#key)',
    ExpressionAttributeNames: { '#day': COUNTER.numberPerDay, '#window': windowOf(now), '#key': PARTITION_KEY },
  });
  await new DynamoDBClient(sdk).send(command).catch((error) => {
    if (!(error instanceof Error && error.name === 'ConditionalCheckFailedException')) throw error;
  });
}

/** Describes the counters of a number beside their limits. */
export function describeNumberCounters(
  { today, tenMinutes }: NumberCounters,
  { numberPerDay, numberPer10Minutes }: Pick<Limits, 'numberPerDay' | 'numberPer10Minutes'>,
): Line {
  const of = (count: number, limit: number | undefined) => (limit === undefined ? `${count}` : `${count} of ${limit}`);
  const text = `Codes requested: ${of(tenMinutes, numberPer10Minutes)} in these ten minutes, ${of(today, numberPerDay)} today (UTC).`;
  const isDayFull = numberPerDay !== undefined && today >= numberPerDay;
  const isWindowFull = numberPer10Minutes !== undefined && tenMinutes >= numberPer10Minutes;
  if (!isDayFull && !isWindowFull) return { state: 'ok', text };
  return {
    state: 'fail',
    text: `${text} The number gets no more until ${isDayFull ? 'midnight UTC' : 'the next full ten minutes of the clock'}.`,
    next: 'To clear its counters: the same command with --unlock',
  };
}

function numberKey(number: string, now: number) {
  return { [PARTITION_KEY]: { S: keyOfNumber(number, now) } };
}

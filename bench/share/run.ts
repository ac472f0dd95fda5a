import { shareOf } from '../../contract/share-table';
import { keyOfDay } from '../../contract/table';
import type { VerifiedShareMode } from '../../contract/verified-share';
import { COUNTRY_FLOOR } from '../../contract/verified-share';
import { people, type Site, type Visit } from './site';
import { type Stack, simulatedStack } from './stack';
import { timeline } from './timeline';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** When each run begins: a Monday. */
export const START = Date.parse('2026-11-02T00:00:00Z');

/** One cell of the table of results: what was seen, and whether that keeps the promise. */
export interface Result {
  readonly seen: string;
  /** `undefined` where nothing is promised. */
  readonly isKept?: boolean;
}

/** A run of a stack with its people. */
export interface Run {
  readonly stack: Stack;
  readonly visits: Visit[];
  /** Runs until the end of a day. 0 is the first one. */
  readonly runDays: (days: number) => Promise<void>;
}

/** What differs from an ordinary run. */
export interface RunOptions extends Partial<Site> {
  /** @default 'enforce' */
  readonly mode?: VerifiedShareMode;
  /** `limits.unverifiedShare`. @default the configuration's own */
  readonly share?: number;
  /** The country's and the day's limit. @default three times the codes of a day, and at least the configuration's own */
  readonly perDay?: number;
  readonly counters?: Parameters<typeof simulatedStack>[1]['counters'];
  /** For how many days people come. */
  readonly days: number;
}

/**
 * Makes a fresh stack whose webhook has just been tested, with people of whom one in ten does not use the code. Nothing
 * has happened yet.
 */
export async function startRun(codesPerDay: number, { mode = 'enforce', ...options }: RunOptions): Promise<Run> {
  const clock = timeline(START);
  const perDay = {
    country: options.perDay ?? Math.max(250, 3 * codesPerDay),
    all: options.perDay ?? Math.max(500, 3 * codesPerDay),
  };
  const { counters, share } = options;
  const hasClientLimit = !options.isProxied;
  const stack = simulatedStack(clock, {
    mode,
    perDay,
    hasClientLimit,
    ...(counters && { counters }),
    ...(share && { share }),
  });
  if (mode !== 'off') await stack.post(stack.eventOf('1234567890'));
  const visits: Visit[] = [];
  people(stack, { codesPerDay, unused: 0.1, ...options }, START, START + options.days * DAY, visits, codesPerDay);
  return { stack, visits, runDays: (days) => clock.runUntil(START + days * DAY) };
}

/** The visits that this limit refused. */
export function refusedIn(visits: readonly Visit[], from = START, until = Number.POSITIVE_INFINITY): Visit[] {
  return visits.filter(({ at, answer }) => answer === 'limit-unverified' && at >= from && at < until);
}

/** The most unused codes that can be sent on a day (UTC): the allowance at once, and nearly as much hour by hour. */
export async function boundOf(stack: Stack, at: number): Promise<number> {
  const item = await stack.counters.read(keyOfDay(at));
  return 2 * Math.max(COUNTRY_FLOOR, item[shareOf('DE').allowed] ?? 0);
}

/** Writes a share in percent. */
export function percent(part: number, all: number): string {
  return `${((100 * part) / Math.max(1, all)).toFixed(part === 0 ? 0 : 1)} %`;
}

import { METRICS } from '../../contract/metrics';
import type { RefusalReason } from '../../contract/refusal-reason';
import { logLine } from '../../lambda/log';
import { Refusal } from '../../lambda/refusal';
import type { Report } from '../../lambda/report';
import type { Sample } from '../../test/lib/monitoring/cloudwatch';

/** How everything fails for everybody. */
export type Outage = 'token' | 'payload' | 'delivery';

/** A site, and what happens to it. Times are epoch milliseconds. */
export interface Site {
  /** How many people sign in on a day. */
  readonly codesPerDay: number;
  /** How often a person tries before they give up, if no code comes. */
  readonly tries: number;
  readonly from: number;
  readonly until: number;
  readonly outage?: { readonly kind: Outage; readonly from: number };
}

/** What CloudWatch gets from a site, and whom an outage affects. */
export interface Recording {
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
  /** When each person that the outage affects tried first, in order. */
  readonly affected: readonly number[];
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** How many times the mean rate people come in each hour of the day. */
export const RHYTHM = [
  0.3, 0.2, 0.1, 0.1, 0.1, 0.2, 0.5, 0.9, 1.2, 1.3, 1.4, 1.4, 1.5, 1.4, 1.3, 1.3, 1.4, 1.5, 1.7, 1.8, 1.7, 1.4, 0.8,
  0.5,
];
const MISTYPED = 0.05;
/** Of the people who mistype their number, so many give up. */
const GIVES_UP = 0.3;
/** On a good day the phones of so many people are off. They try one to three times. */
const FAILED = 0.03;
const SCANNERS_PER_DAY = 20;

const refused = (reason: RefusalReason): Partial<Report> => ({ outcome: 'refused', refusal: new Refusal(reason) });

/** What the function reports of each kind of request. */
const REPORTS = {
  taken: { outcome: 'sent', token: 'current', dayShare: 0.1 },
  mistyped: { ...refused('bad-number'), token: 'current' },
  'other payload': { ...refused('bad-request'), token: 'current' },
  'wrong token': refused('bad-token'),
  scanner: { ...refused('bad-token'), token: 'missing' },
} as const satisfies Record<string, Partial<Report>>;

type RequestKind = keyof typeof REPORTS;

/** The metrics of each kind of request, which CloudWatch takes from its log line. */
const METRICS_OF = Object.fromEntries(
  Object.entries(REPORTS).map(([kind, changes]) => {
    const line = JSON.parse(logLine({ id: '', startedAt: 0, locale: 'en', ...changes }, 'LogtoSms'));
    return [kind, METRICS.filter((name) => line[name] !== undefined).map((name) => [name, line[name]] as const)];
  }),
) as unknown as Readonly<Record<RequestKind, readonly (readonly [string, number])[]>>;

/** Random numbers from 0 to 1 that are the same in each run (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Simulates a site: people come by the rhythm of a day, some mistype their number, some SMS do not arrive, and scanners
 * without a token try the endpoint.
 */
export function record({ codesPerDay, tries, from, until, outage }: Site, random: () => number): Recording {
  const samples = new Map<string, Sample[]>();
  const affected: number[] = [];
  const add = (metric: string, at: number, value: number) => {
    const list = samples.get(metric) ?? [];
    samples.set(metric, list);
    list.push({ at, value });
  };

  function request(at: number, kind: RequestKind): void {
    for (const [name, value] of METRICS_OF[kind]) add(`LogtoSms ${name}`, at, value);
  }
  function send(at: number, fails: boolean): void {
    request(at, 'taken');
    const metric = fails ? 'NumberOfNotificationsFailed' : 'NumberOfNotificationsDelivered';
    add(`AWS/SNS ${metric}`, at + 5_000 + random() * 60_000, 1);
  }

  /** One person. Their tries are one to two minutes apart. */
  function person(begin: number): void {
    let at = begin;
    const pause = () => {
      at += 60_000 + random() * 60_000;
    };
    const isMistyped = random() < MISTYPED;
    for (let time = 1; time <= (isMistyped ? 1 + Math.floor(random() * 3) : 0); time++) {
      request(at, 'mistyped');
      pause();
    }
    if (isMistyped && random() < GIVES_UP) return;
    const kind = outage && at >= outage.from ? outage.kind : undefined;
    if (!kind) {
      const isOff = random() < FAILED;
      for (let time = 1; time <= (isOff ? 1 + Math.floor(random() * 3) : 1); time++) {
        send(at, isOff);
        pause();
      }
      return;
    }
    affected.push(at);
    for (let time = 1; time <= tries; time++) {
      if (kind === 'token') request(at, 'wrong token');
      else if (kind === 'payload') request(at, 'other payload');
      else send(at, true);
      pause();
    }
  }

  const step = 60_000;
  for (let at = from; at < until; at += step) {
    const rate = ((RHYTHM[Math.floor((at % DAY) / HOUR)] ?? 1) * codesPerDay * step) / DAY;
    if (random() < rate) person(at + random() * step);
    if (random() < (SCANNERS_PER_DAY * step) / DAY) request(at, 'scanner');
  }
  return { samples, affected };
}

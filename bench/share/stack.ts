import type { RefusalReason } from '../../contract/refusal-reason';
import type { VerifiedShareMode } from '../../contract/verified-share';
import { type Counters, memoryCounters } from '../../lambda/counters';
import { deliver } from '../../lambda/deliver';
import { eventLine } from '../../lambda/event-log';
import { signatureVerifier } from '../../lambda/event-signature';
import { logLine } from '../../lambda/log';
import { receiveEvent } from '../../lambda/logto-events';
import { replenish } from '../../lambda/replenish';
import { fakeDependencies, fakeSettings, request } from '../../test/fake-dependencies';
import { postSignIn, SIGNING_KEY, signatureOf } from '../../test/fixtures/logto-event';
import { type Calls, counted, noCalls } from './calls';
import type { Timeline } from './timeline';

/** What became of a request for a code. */
export type AnswerKind = 'sent' | RefusalReason;

/** A request for a code. */
export interface Ask {
  /** Digits without `+`. */
  readonly to: string;
  readonly ip: string;
}

/** The request path, the events function and its hourly run, over the same counters and a simulated clock. */
export interface Stack {
  readonly timeline: Timeline;
  readonly counters: Counters;
  /** Asks for a code. A queued one counts as sent. */
  readonly ask: (ask: Ask) => Promise<AnswerKind>;
  /** Logto's event that a person has signed in. @returns its signed body */
  readonly eventOf: (to: string) => SignedEvent;
  /** Posts an event. @returns the HTTP status */
  readonly post: (event: SignedEvent) => Promise<number>;
  /** Whether Logto's events arrive. */
  isFeedUp: boolean;
  /** When a log line of the request path had the metric behind the alarm of a dead feed. */
  readonly feedDeadAt: number[];
  /** How many codes `enforce` would have refused, by the log lines of `record`. */
  readonly wouldRefuse: () => number;
  /** How many calls the counters got, by what made them. */
  readonly calls: Readonly<Record<'request' | 'event', Calls>>;
}

/** A body with its signature. */
export interface SignedEvent {
  readonly body: string;
  readonly signature: string;
}

/** What a stack is like. */
export interface StackOptions {
  readonly mode: VerifiedShareMode;
  /** `countryPerDay` and `perDay`. */
  readonly perDay: { readonly country: number; readonly all: number };
  /** Whether a client has a limit, which makes no sense behind a proxy. @default true */
  readonly hasClientLimit?: boolean;
  /** `limits.unverifiedShare`. @default the configuration's own */
  readonly share?: number;
  /** @default counters in memory */
  readonly counters?: Counters;
}

const HOUR = 3_600_000;
/** A schedule runs at any minute of the hour. */
const REPLENISH_AT = 5 * 60_000;

/** Makes a stack in Germany, as the configuration's defaults have it except for the limits of the day. */
export function simulatedStack(timeline: Timeline, options: StackOptions): Stack {
  const settings = fakeSettings({
    countries: ['DE'],
    verifiedShare: options.mode,
    limits: {
      countryPerDay: options.perDay.country,
      perDay: options.perDay.all,
      ...(options.hasClientLimit === false && { clientPerHour: false }),
      ...(options.share && { unverifiedShare: options.share }),
    },
  });
  const { now } = timeline;
  const calls = { request: noCalls(), event: noCalls() };
  const memory = options.counters ?? memoryCounters(now, Number.POSITIVE_INFINITY);
  const feedDeadAt: number[] = [];
  let wouldRefuse = 0;
  const dependencies = fakeDependencies({
    settings,
    now,
    counters: counted(memory, calls.request),
    publish: async () => 'message',
    enqueue: async () => undefined,
    report(report) {
      const line = JSON.parse(logLine(report, 'LogtoSms'));
      if (line.FeedDead !== undefined) feedDeadAt.push(now());
      if (line.share === 'would-refuse') wouldRefuse += 1;
    },
  });
  const events = {
    numberRanges: settings.numberRanges,
    share: settings.unverifiedShare,
    verifiesSignature: signatureVerifier({
      now,
      readSecret: async () => ({ token: SIGNING_KEY, versionId: 'v1', createdAt: 0 }),
    }),
    pseudonym: dependencies.pseudonym,
    counters: counted(memory, calls.event),
    report: (report: Parameters<typeof eventLine>[0]) => {
      eventLine(report, 'LogtoSms');
    },
    now,
  };

  let asked = 0;
  const stack: Stack = {
    timeline,
    counters: memory,
    isFeedUp: true,
    feedDeadAt,
    wouldRefuse: () => wouldRefuse,
    calls,
    async ask({ to, ip }) {
      asked += 1;
      calls.request.count += 1;
      const payload = { code: String(asked % 1_000_000).padStart(6, '0'), locale: 'de' };
      const answer = await deliver(request({ to, type: 'SignIn', payload, ip }), dependencies);
      return (answer.headers['x-refusal'] as RefusalReason | undefined) ?? 'sent';
    },
    eventOf(to) {
      const body = JSON.stringify(postSignIn(now(), to));
      return { body, signature: signatureOf(body) };
    },
    async post({ body, signature }) {
      calls.event.count += 1;
      return receiveEvent({ id: 'event', signature, body: Buffer.from(body) }, events);
    },
  };
  if (options.mode !== 'off') {
    const hourly = async () => {
      await replenish({ ...events, counters: memory });
      timeline.at((Math.floor(now() / HOUR) + 1) * HOUR + REPLENISH_AT, hourly);
    };
    timeline.at(Math.floor(now() / HOUR) * HOUR + REPLENISH_AT, hourly);
  }
  return stack;
}

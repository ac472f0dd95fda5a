import { once } from 'node:events';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { pseudonyms } from '../../contract/pseudonym';
import type { Settings } from '../../contract/settings';
import type { Counters } from '../../lambda/counters';
import { processDeduplicator } from '../../lambda/deduplicator';
import { type DeliverDependencies, deliver } from '../../lambda/deliver';
import { logLine } from '../../lambda/log';
import { snsPublisher } from '../../lambda/sns';
import { tokenVerifier } from '../../lambda/token-verifier';

/** Compiled in, as in what is deployed. */
declare const SETTINGS: Settings;

/** What a run of this script prints. */
export interface Rate {
  readonly requests: number;
  readonly seconds: number;
  /** Of one request among those in flight, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Of the heap after a collection, now and then, in MB. */
  readonly heap: readonly number[];
}

const { BENCH_TOKEN = '' } = process.env;
const TEXT = '123456 ist Ihr Acme-Code zum Anmelden. Geben Sie ihn niemandem.';

/** Ten a second, so that what is remembered for a minute is as much as in an instance of Lambda. */
let clock = Date.now();
const now = () => clock;

/** A table that costs nothing: with limits off, what is left of the road is its own code and SNS. */
const noCounters: Counters = {
  tryIncrement: async () => ({ applied: true, previous: {} }),
  read: async () => ({}),
  write: async () => undefined,
};

/** The whole road to SNS, but for the table. */
function road(): (index: number) => Promise<void> {
  const dependencies: DeliverDependencies = {
    settings: SETTINGS,
    acceptsToken: tokenVerifier({
      readSecret: async () => ({ token: BENCH_TOKEN, versionId: 'v1', createdAt: 0 }),
      graceHours: SETTINGS.tokenGraceHours,
      now,
    }),
    deduplicator: processDeduplicator(now),
    pseudonym: async () => pseudonyms('a key'),
    counters: noCounters,
    fallbackCounters: noCounters,
    publish: snsPublisher(),
    enqueue: () => Promise.reject(new Error('Nothing is to be queued.')),
    report: (report) => process.stdout.write(`${logLine(report, SETTINGS.stackName)}\n`),
    now,
  };
  return async (index) => {
    clock += 100;
    const { status } = await deliver(
      {
        id: `request-${index}`,
        method: 'POST',
        authorization: `Bearer ${BENCH_TOKEN}`,
        query: '',
        readBody: () =>
          Buffer.from(
            JSON.stringify({
              to: `49151${10_000_000 + (index % 89_999_999)}`,
              type: 'SignIn',
              payload: { code: String(100_000 + (index % 900_000)), locale: 'de' },
              ip: '9.9.9.9',
            }),
          ),
      },
      dependencies,
    );
    if (status !== 200) throw new Error(`A request was answered ${status}.`);
  };
}

/** The SDK alone, as whoever only wants to publish would call it. */
function raw(): (index: number) => Promise<void> {
  const client = new SNSClient({});
  return async (index) => {
    await client.send(
      new PublishCommand({
        PhoneNumber: `+49151${10_000_000 + (index % 89_999_999)}`,
        Message: TEXT,
        MessageAttributes: { 'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' } },
      }),
    );
  };
}

/** From so many requests on, memory is looked at; a rate must not pay for that. */
const ENDURING = 100_000;

/** Keeps so many requests in flight until all are answered. */
async function drive(ask: (index: number) => Promise<void>, requests: number, inFlight: number): Promise<Rate> {
  // Allocated at once, or it would look like a leak.
  const times = new Float64Array(requests);
  const heap: number[] = [];
  let done = 0;
  const every = Math.ceil(requests / 10);
  let next = 0;
  const worker = async () => {
    while (next < requests) {
      const index = next;
      next += 1;
      const start = performance.now();
      await ask(index);
      times[done] = performance.now() - start;
      done += 1;
      if (done % every === 0 && requests >= ENDURING) heap.push(heapMegabytes());
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: inFlight }, worker));
  const seconds = (performance.now() - start) / 1_000;
  const sorted = times.sort();
  const quantile = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { requests, seconds, p50: quantile(0.5), p99: quantile(0.99), heap };
}

/** What is left after a collection. The times of the requests are outside of the heap. */
function heapMegabytes(): number {
  global.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

async function main(): Promise<void> {
  const [, , mode, requests, inFlight] = process.argv;
  const ask = mode === 'raw' ? raw() : road();
  // Warm first: what is measured is a server that has been up for a while.
  await drive(ask, 15_000, Number(inFlight));
  const rate = await drive(ask, Number(requests), Number(inFlight));
  process.stderr.write(`\n${JSON.stringify(rate)}\n`);
  if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
  process.exit();
}

void main();

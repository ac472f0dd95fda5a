import { oneClient, sameCode } from './at-once';
import { burst } from './burst';
import { type Deployment, deploy } from './deployment';
import { type Figure, table } from './figures';
import { oneNumber } from './one-number';
import { pumping } from './pumping';
import { aroundMidnight, fiveAtOnce, halfTheRate, lockedOut, slowSender } from './rate';
import { bothDown, snsFailures } from './sns-failures';

const isQuick = process.argv.includes('--quick');
const RUNS = isQuick ? 1 : 20;
const CODES = isQuick ? 14 : 120;
const PUMPED = isQuick ? 400 : 10_000;
const DAILY_LIMITS = isQuick ? { countryPerDay: 60, perDay: 80 } : { countryPerDay: 250, perDay: 500 };
const FIVES = isQuick ? 3 : 20;
const SECONDS = isQuick ? 10 : 60;
/** How long a deployment takes to start, and some more. In milliseconds. */
const MIDNIGHT_IN = 30_000;
/** A run that takes longer has failed. */
const TIMEOUT_MS = isQuick ? 420_000 : 1_200_000;

/** Only the limits of a number, and a rate at which no message waits for a permit. */
const NUMBER_LIMITS = { sendsPerSecond: 500, limits: { countryPerDay: false, perDay: false, clientPerHour: false } };
const CLIENT_LIMIT = { ...NUMBER_LIMITS, limits: { ...NUMBER_LIMITS.limits, clientPerHour: 7 } };
const DEFAULT_RATE = { ...NUMBER_LIMITS, sendsPerSecond: 18 };

/** How often a run is tried, if this machine is too busy to run the table in time. */
const TRIES = 3;

/**
 * Starts a deployment, runs one measurement on it, prints the figures, and stops the deployment.
 *
 * @param handlers how many instances answer requests
 * @param snsLatency how long SNS takes to answer, in milliseconds
 * @param clockOffsetMs how far the clocks of the functions are ahead
 */
async function measure(
  handlers: number,
  snsLatency: number,
  config: Record<string, unknown>,
  run: (deployment: Deployment) => Promise<Figure[]>,
  clockOffsetMs = 0,
): Promise<Figure[]> {
  for (let attempt = 1; ; attempt++) {
    const deployment = await deploy(handlers, config, clockOffsetMs);
    deployment.aws.snsLatency = snsLatency;
    try {
      const start = Date.now();
      const figures = await run(deployment);
      const failures = deployment.totalOf('TableFailures');
      const seconds = Math.round((Date.now() - start) / 1_000);
      console.log(`${handlers} instances, SNS answers after ${snsLatency} ms, ${seconds} s:\n${table(figures)}`);
      // Without the table, each instance counts alone. That is intended, but then no figure is exact.
      const isInconclusive = failures > 0 && figures.some(({ isKept }) => !isKept);
      if (failures > 0)
        console.log(`The table was too slow for ${failures} requests.${isInconclusive ? ' Next try:' : ''}`);
      console.log();
      if (!isInconclusive || attempt === TRIES) return figures;
    } finally {
      await deployment.stop();
    }
  }
}

/** Each of the rates of slow senders, with two instances and with eight. */
async function slowSenders(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const sendsPerSecond of [1, 2, 3]) {
    for (const handlers of [2, 8]) {
      const config = { ...NUMBER_LIMITS, sendsPerSecond };
      figures.push(
        ...(await measure(handlers, 50, config, (deployment) => slowSender(deployment, sendsPerSecond, 10))),
      );
    }
  }
  return figures;
}

/** How far a clock must be ahead, so that it is midnight in so many milliseconds. */
function msToMidnight(ms: number): number {
  return 86_400_000 - (Date.now() % 86_400_000) - ms;
}

async function main(): Promise<void> {
  const figures = [
    ...(await measure(8, 50, NUMBER_LIMITS, (deployment) => oneNumber(deployment, RUNS, 1))),
    ...(await measure(8, 50, NUMBER_LIMITS, (deployment) => oneNumber(deployment, RUNS, 500))),
    ...(await measure(8, 50, NUMBER_LIMITS, (deployment) => sameCode(deployment, RUNS))),
    ...(await measure(8, 50, CLIENT_LIMIT, (deployment) => oneClient(deployment, CLIENT_LIMIT.limits.clientPerHour))),
    // With a slower SNS, two instances would answer fewer requests a second than the configured rate.
    ...(await measure(2, 50, DEFAULT_RATE, (deployment) => burst(deployment, 2))),
    ...(await measure(8, 250, DEFAULT_RATE, async (deployment) => [
      ...(await burst(deployment, 8)),
      ...(await snsFailures(deployment, CODES)),
      await bothDown(deployment, 10),
    ])),
    ...(await measure(2, 50, DEFAULT_RATE, async (deployment) => [
      await fiveAtOnce(deployment, FIVES),
      await halfTheRate(deployment, DEFAULT_RATE.sendsPerSecond, SECONDS),
    ])),
    ...(await measure(8, 50, DEFAULT_RATE, async (deployment) => [
      await fiveAtOnce(deployment, FIVES),
      await halfTheRate(deployment, DEFAULT_RATE.sendsPerSecond, SECONDS),
    ])),
    ...(await slowSenders()),
    ...(await measure(8, 50, DEFAULT_RATE, (deployment) => aroundMidnight(deployment, 8), msToMidnight(MIDNIGHT_IN))),
    ...(await measure(2, 50, DEFAULT_RATE, (deployment) => aroundMidnight(deployment, 2), msToMidnight(MIDNIGHT_IN))),
    ...(await measure(8, 50, CLIENT_LIMIT, (deployment) =>
      lockedOut(deployment, CLIENT_LIMIT.limits.clientPerHour, 20),
    )),
    ...(await measure(2, 50, CLIENT_LIMIT, (deployment) =>
      lockedOut(deployment, CLIENT_LIMIT.limits.clientPerHour, 20),
    )),
    ...(await measure(8, 50, { sendsPerSecond: 500, limits: DAILY_LIMITS }, (deployment) =>
      pumping(deployment, PUMPED, DAILY_LIMITS),
    )),
  ];
  const broken = figures.filter(({ isKept }) => !isKept);
  console.log(`${figures.length - broken.length} of ${figures.length} promises kept.`);
  if (broken.length > 0) process.exitCode = 1;
}

setTimeout(() => {
  console.error(`The run did not end within ${TIMEOUT_MS / 1_000} s.`);
  process.exit(1);
}, TIMEOUT_MS).unref();
void main();

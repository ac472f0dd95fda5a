import { burst } from './burst';
import { type Cloud, deploy } from './cloud';
import { type Figure, table } from './figures';
import { bothDown, moods } from './moods';
import { oneClient } from './one-client';
import { oneNumber } from './one-number';
import { pumping } from './pumping';
import { sameCode } from './same-code';

const isQuick = process.argv.includes('--quick');
const RUNS = isQuick ? 1 : 20;
const CODES = isQuick ? 14 : 120;
const PUMPED = isQuick ? 400 : 10_000;
const CAPS = isQuick ? { countryPerDay: 60, perDay: 80 } : { countryPerDay: 250, perDay: 500 };
/** Past this the run has failed, whatever it waits for. */
const ENDS_WITHIN_MS = isQuick ? 240_000 : 900_000;

/** Nothing but the limits of a number, and a pace at which nothing waits for its turn. */
const UNHURRIED = { sendsPerSecond: 500, limits: { countryPerDay: false, perDay: false, clientPerHour: false } };
const ONE_CLIENT = { ...UNHURRIED, limits: { ...UNHURRIED.limits, clientPerHour: 7 } };
const AT_TWENTY = { ...UNHURRIED, sendsPerSecond: 20 };

/** How often a run is done that was spoilt by a table which this machine was too busy to run in time. */
const TRIES = 3;

/**
 * Deploys, measures and tears down, and prints each figure as soon as it is there.
 *
 * @param snsLatency how long SNS takes to answer, in milliseconds
 */
async function measure(
  handlers: number,
  snsLatency: number,
  config: Record<string, unknown>,
  run: (cloud: Cloud) => Promise<Figure[]>,
): Promise<Figure[]> {
  for (let attempt = 1; ; attempt++) {
    const cloud = await deploy(handlers, config);
    cloud.aws.snsLatency = snsLatency;
    try {
      const start = Date.now();
      const figures = await run(cloud);
      const failures = cloud.logged('TableFailures');
      const seconds = Math.round((Date.now() - start) / 1_000);
      console.log(`${handlers} instances, SNS answers after ${snsLatency} ms, ${seconds} s:\n${table(figures)}`);
      // Without the table each instance counts alone, as it should, and nothing is exact.
      const isSpoilt = failures > 0 && figures.some(({ isKept }) => !isKept);
      if (failures > 0) console.log(`${failures} requests found the table too slow.${isSpoilt ? ' Once more:' : ''}`);
      console.log();
      if (!isSpoilt || attempt === TRIES) return figures;
    } finally {
      await cloud.stop();
    }
  }
}

async function main(): Promise<void> {
  const figures = [
    ...(await measure(8, 50, UNHURRIED, (cloud) => oneNumber(cloud, RUNS, 1))),
    ...(await measure(8, 50, UNHURRIED, (cloud) => oneNumber(cloud, RUNS, 500))),
    ...(await measure(8, 50, UNHURRIED, (cloud) => sameCode(cloud, RUNS))),
    ...(await measure(8, 50, ONE_CLIENT, (cloud) => oneClient(cloud, ONE_CLIENT.limits.clientPerHour))),
    // A slower SNS would let two instances take fewer requests a second than the pace lets through.
    ...(await measure(2, 50, AT_TWENTY, (cloud) => burst(cloud, 2))),
    ...(await measure(8, 250, AT_TWENTY, async (cloud) => [
      ...(await burst(cloud, 8)),
      ...(await moods(cloud, CODES)),
      await bothDown(cloud, 10),
    ])),
    ...(await measure(8, 50, { sendsPerSecond: 500, limits: CAPS }, (cloud) => pumping(cloud, PUMPED, CAPS))),
  ];
  const broken = figures.filter(({ isKept }) => !isKept);
  console.log(`${figures.length - broken.length} of ${figures.length} promises kept.`);
  if (broken.length > 0) process.exitCode = 1;
}

setTimeout(() => {
  console.error('The run does not end.');
  process.exit(1);
}, ENDS_WITHIN_MS).unref();
void main();

import { setTimeout as sleep } from 'node:timers/promises';
import { bucketOf } from '../../lambda/rate-limiter';
import { burst } from './burst';
import type { Deployment } from './deployment';
import { type Figure, mostInASecond, tally } from './figures';
import { answerKindOf } from './one-number';
import { germanNumber, ipAddress, signInRequest } from './requests';

/** Numbers that no other run uses. */
let nextNumber = 300_000;

function post(deployment: Deployment, ip?: string) {
  nextNumber += 1;
  return deployment.post(signInRequest(germanNumber(nextNumber), nextNumber, ip));
}

const kindsOf = (answers: Iterable<[string, number]>) => [...answers].map(([kind, n]) => `${n} × ${kind}`).join(', ');

/**
 * Five people at once on an idle system: nobody waits in the queue.
 *
 * @param runs how often this is repeated, each time after a pause of a second
 */
export async function fiveAtOnce(deployment: Deployment, runs: number): Promise<Figure> {
  const kinds: string[] = [];
  for (let run = 0; run < runs; run++) {
    await sleep(1_000);
    kinds.push(...(await Promise.all(Array.from({ length: 5 }, () => post(deployment)))).map(answerKindOf));
  }
  await deployment.untilQueueEmpty();
  return {
    promise: `five people at once on an idle system, ${runs} times: nobody waits`,
    seen: kindsOf(tally(kinds)),
    isKept: kinds.every((kind) => kind === '200'),
  };
}

/**
 * People come independently of each other, at half the rate: hardly anybody waits in the queue.
 *
 * @param sendsPerSecond as configured
 */
export async function halfTheRate(deployment: Deployment, sendsPerSecond: number, seconds: number): Promise<Figure> {
  const { intervalMs } = bucketOf(sendsPerSecond);
  const answers: Promise<string>[] = [];
  for (const end = Date.now() + seconds * 1_000; Date.now() < end; ) {
    await sleep(-Math.log(1 - Math.random()) * 2 * intervalMs);
    answers.push(post(deployment).then(answerKindOf));
  }
  const kinds = tally(await Promise.all(answers));
  await deployment.untilQueueEmpty();
  const queued = kinds.get('202') ?? 0;
  return {
    promise: `half the rate of ${sendsPerSecond}, at random, ${seconds} s: under 0.5 % wait (and two by chance)`,
    seen: kindsOf(kinds),
    isKept: queued <= answers.length * 0.005 + 2 && (kinds.get('200') ?? 0) + queued === answers.length,
  };
}

/**
 * A slow sender, such as a toll-free number: never more than its rate in a second, and most of the rate is used.
 *
 * @param sendsPerSecond as configured
 */
export async function slowSender(deployment: Deployment, sendsPerSecond: number, seconds: number): Promise<Figure[]> {
  deployment.aws.publishes.length = 0;
  const count = sendsPerSecond * seconds;
  const kinds = tally((await Promise.all(Array.from({ length: count }, () => post(deployment)))).map(answerKindOf));
  await deployment.untilQueueEmpty();
  const times = deployment.aws.publishes.map(({ at }) => at);
  const tookSeconds = (Math.max(...times) - Math.min(...times)) / 1_000;
  const most = mostInASecond(times);
  const name = `${count} at once at ${sendsPerSecond} a second:`;
  return [
    { promise: `${name} at most ${sendsPerSecond} in any second`, seen: `${most}`, isKept: most <= sendsPerSecond },
    {
      promise: `${name} all are sent, within ${2 * seconds} s`,
      seen: `${times.length} in ${tookSeconds.toFixed(1)} s (${kindsOf(kinds)})`,
      isKept: times.length === count && tookSeconds <= 2 * seconds,
    },
  ];
}

/**
 * One address uses up its limit, then requests codes for other numbers, many times each and all at once. Their owners
 * get a code while this goes on, and afterwards.
 *
 * @param clientPerHour as configured
 * @param victims how many numbers it tries to lock out
 */
export async function lockedOut(deployment: Deployment, clientPerHour: number, victims: number): Promise<Figure[]> {
  const attacker = ipAddress(65_001);
  for (let index = 0; index < clientPerHour; index++) await post(deployment, attacker);
  const numbers = Array.from({ length: victims }, (_, index) => germanNumber(400_000 + index));
  const attack = (to: string, code: number) => deployment.post(signInRequest(to, code, attacker));
  const own = (index: number) =>
    deployment.post(signInRequest(numbers[index] ?? '', 900_000 + index, ipAddress(60_000 + index)));
  // Every process refuses it once before it knows.
  await Promise.all(Array.from({ length: 50 }, (_, code) => attack(germanNumber(399_999), code)));
  const attacks = Promise.all(numbers.flatMap((to) => Array.from({ length: 10 }, (_, code) => attack(to, code))));
  const during = await Promise.all(numbers.map((_, index) => own(index)));
  const refused = tally((await attacks).map(answerKindOf));
  await deployment.untilQueueEmpty();
  return [
    {
      promise: `an address over its limit, ${victims * 10} requests for ${victims} numbers: each is refused`,
      seen: kindsOf(refused),
      isKept: refused.get('429 limit-ip') === victims * 10,
    },
    {
      promise: 'their owners, at the same time: each gets a code',
      seen: kindsOf(tally(during.map(answerKindOf))),
      isKept: during.every(({ statusCode }) => statusCode < 300),
    },
  ];
}

/**
 * A burst that begins just before midnight: the bucket of the new day does not add to that of the old one.
 *
 * @param handlers how many instances answer the requests
 */
export async function aroundMidnight(deployment: Deployment, handlers: number): Promise<Figure[]> {
  const day = 86_400_000;
  const left = day - (deployment.now() % day);
  if (left < 500) throw new Error('Midnight is over: the deployment took too long to start.');
  await sleep(left - 500);
  return burst(deployment, handlers, ' around midnight');
}

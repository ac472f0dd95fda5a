import { setTimeout as sleep } from 'node:timers/promises';
import type { SnsMood } from '../../test/fake-aws';
import type { Cloud } from './cloud';
import { type Figure, tally } from './figures';
import { kindOf } from './one-number';
import { germanNumber, signInRequest } from './people';

/** After these nobody but SNS knows whether the SMS went out. */
const UNCLEAR: ReadonlySet<SnsMood> = new Set([
  'resets',
  'hangs',
  'takes and resets',
  'takes and hangs',
  'takes and is cut off',
]);

/** In turn, so that each is met; every other publish is taken and answered as it should be. */
const MOODS: readonly SnsMood[] = (
  ['throttles', 'takes and resets', 'fails', 'takes and hangs', 'resets', 'takes and is cut off', 'hangs'] as const
).flatMap((mood) => [mood, 'takes']);

/** An SNS that does whatever it may: no code is lost, none sent twice but after an unclear answer, and those counted. */
export async function moods(cloud: Cloud, codes: number): Promise<Figure[]> {
  const { aws } = cloud;
  aws.publishes.length = 0;
  const before = { resends: cloud.logged('resends'), drops: cloud.logged('Drops') };
  let count = 0;
  aws.chooseMood = () => MOODS[count++ % MOODS.length] ?? 'takes';
  const asked = Array.from({ length: codes }, async (_, index) => {
    await sleep(index * 50);
    return cloud.post(signInRequest(germanNumber(50_000 + index), index));
  });
  const answers = tally((await Promise.all(asked)).map(kindOf));
  await cloud.drained();
  aws.chooseMood = undefined;

  const taken = aws.publishes.filter(({ mood }) => mood.startsWith('takes'));
  const arrivals = tally(taken.map(({ to }) => to));
  const unclear = aws.publishes.filter(({ mood }) => UNCLEAR.has(mood));
  const excuses = tally(unclear.map(({ to }) => to));
  const unexcused = [...arrivals].filter(([to, arrived]) => arrived > 1 + (excuses.get(to) ?? 0));
  const resends = cloud.logged('resends') - before.resends;
  const name = `${codes} codes through a moody SNS:`;
  return [
    {
      promise: `${name} none is lost`,
      seen: `${arrivals.size} arrived after ${aws.publishes.length} publishes, ${cloud.logged('Drops') - before.drops} dropped (${[...answers].map(([kind, n]) => `${n} × ${kind}`).join(', ')})`,
      isKept: arrivals.size === codes,
    },
    {
      promise: `${name} none twice but after an unclear answer`,
      seen: `${taken.length - arrivals.size} second copies, ${unexcused.length} without one`,
      isKept: unexcused.length === 0,
    },
    {
      promise: `${name} each unclear answer is counted as a re-send`,
      seen: `${unclear.length} unclear, ${resends} counted`,
      isKept: unclear.length === resends,
    },
  ];
}

/** SNS and the queue both out of reach: each request is refused, nothing is kept, and the code can be asked for again. */
export async function bothDown(cloud: Cloud, codes: number): Promise<Figure> {
  const { aws } = cloud;
  const wishes = Array.from({ length: codes }, (_, index) => signInRequest(germanNumber(60_000 + index), index));
  const queuedBefore = aws.queued.length;
  aws.chooseMood = () => 'fails';
  aws.isQueueDown = true;
  const refused = tally((await Promise.all(wishes.map(cloud.post))).map(kindOf));
  aws.chooseMood = undefined;
  aws.isQueueDown = false;
  const queued = aws.queued.length - queuedBefore;
  const again = tally((await Promise.all(wishes.map(cloud.post))).map(kindOf));
  await cloud.drained();
  const isTakenAgain = (again.get('200') ?? 0) + (again.get('202') ?? 0) === codes;
  return {
    promise: `SNS and the queue down: ${codes} × 503, nothing queued, each taken when asked again`,
    seen: `${[...refused, ...again].map(([kind, n]) => `${n} × ${kind}`).join(', ')}, ${queued} queued`,
    isKept: refused.get('503 unavailable') === codes && queued === 0 && isTakenAgain,
  };
}

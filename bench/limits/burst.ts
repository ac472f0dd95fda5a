import { setTimeout as sleep } from 'node:timers/promises';
import type { Deployment } from './deployment';
import { type Figure, mostInASecond, tally } from './figures';
import { answerKindOf } from './one-number';
import { germanNumber, signInRequest } from './requests';

const REQUESTS = 200;
/** The bucket for 18 a second gives out 12.7 permits a second, of which a busy machine uses some too late. */
const WITHIN_MS = 22_000;
const MOST_IN_A_SECOND = 18;

/**
 * Two hundred numbers within a second, at the default `sendsPerSecond` of 18: each is sent once, soon enough and not too fast.
 *
 * @param handlers how many instances answer the requests
 * @param where added to the name of the figures, such as ` around midnight`. @default nothing
 */
export async function burst(deployment: Deployment, handlers: number, where = ''): Promise<Figure[]> {
  deployment.aws.publishes.length = 0;
  const start = Date.now();
  const posts = Array.from({ length: REQUESTS }, async (_, index) => {
    await sleep((index * 1_000) / REQUESTS);
    return deployment.post(signInRequest(germanNumber(index), index));
  });
  const answers = tally((await Promise.all(posts)).map(answerKindOf));
  await deployment.untilQueueEmpty();
  const { publishes } = deployment.aws;
  const sends = [...tally(publishes.map(({ to }) => to)).values()];
  const times = publishes.map(({ at }) => at - start);
  const last = Math.max(...times);
  const most = mostInASecond(times);
  const name = `${REQUESTS} numbers in a second${where}, ${handlers} instances:`;
  return [
    {
      promise: `${name} each is sent once`,
      seen: `${sends.length} numbers, at most ${Math.max(...sends)} each (${[...answers].map(([kind, n]) => `${n} × ${kind}`).join(', ')})`,
      isKept: sends.length === REQUESTS && sends.every((count) => count === 1),
    },
    {
      promise: `${name} all within ${WITHIN_MS / 1_000} s`,
      seen: `${(last / 1_000).toFixed(1)} s`,
      isKept: last <= WITHIN_MS,
    },
    {
      promise: `${name} at most ${MOST_IN_A_SECOND} in any second`,
      seen: `${most}`,
      isKept: most <= MOST_IN_A_SECOND,
    },
  ];
}

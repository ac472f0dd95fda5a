import { setTimeout as sleep } from 'node:timers/promises';
import type { SnsMood } from '../../test/fake-aws';
import type { Deployment } from './deployment';
import { type Figure, tally } from './figures';
import { answerKindOf } from './one-number';
import { germanNumber, signInRequest } from './requests';

/** After these, only SNS knows whether it sent the SMS. */
const UNCLEAR: ReadonlySet<SnsMood> = new Set([
  'resets',
  'hangs',
  'takes and resets',
  'takes and hangs',
  'takes and is cut off',
]);

/** One after another, so that each occurs. Every second publish succeeds. */
const MOODS: readonly SnsMood[] = (
  ['throttles', 'takes and resets', 'fails', 'takes and hangs', 'resets', 'takes and is cut off', 'hangs'] as const
).flatMap((mood) => [mood, 'takes']);

/**
 * SNS fails in every way it can: each code arrives, or is dropped and counted because nobody knows whether it arrived. A
 * code is sent twice only after an unclear answer to its request, which is counted.
 *
 * @param codes how many codes are requested, each for another number
 */
export async function snsFailures(deployment: Deployment, codes: number): Promise<Figure[]> {
  const { aws } = deployment;
  aws.publishes.length = 0;
  const before = { resends: deployment.totalOf('resends'), drops: deployment.totalOf('Drops') };
  let count = 0;
  aws.chooseMood = () => MOODS[count++ % MOODS.length] ?? 'takes';
  const posts = Array.from({ length: codes }, async (_, index) => {
    await sleep(index * 50);
    return deployment.post(signInRequest(germanNumber(50_000 + index), index));
  });
  const answers = tally((await Promise.all(posts)).map(answerKindOf));
  await deployment.untilQueueEmpty();
  aws.chooseMood = undefined;

  const accepted = aws.publishes.filter(({ mood }) => mood.startsWith('takes'));
  const arrivals = tally(accepted.map(({ to }) => to));
  const unclear = aws.publishes.filter(({ mood }) => UNCLEAR.has(mood));
  const unclearAnswers = tally(unclear.map(({ to }) => to));
  const unexplained = [...arrivals].filter(([to, arrived]) => arrived > 1 + (unclearAnswers.get(to) ?? 0));
  const resends = deployment.totalOf('resends') - before.resends;
  const dropped = deployment.totalOf('Drops') - before.drops;
  const name = `${codes} codes through a failing SNS:`;
  return [
    {
      promise: `${name} each arrives, or is dropped and counted after an unclear answer`,
      seen: `${arrivals.size} arrived after ${aws.publishes.length} publishes, ${dropped} dropped (${[...answers].map(([kind, n]) => `${n} × ${kind}`).join(', ')})`,
      isKept: arrivals.size + dropped >= codes && dropped <= unclear.length,
    },
    {
      promise: `${name} none is sent twice, except after an unclear answer`,
      seen: `${accepted.length - arrivals.size} second copies, ${unexplained.length} numbers with more copies than their unclear answers explain`,
      isKept: unexplained.length === 0,
    },
    {
      promise: `${name} each unclear answer is counted, as a re-send or as a drop`,
      seen: `${unclear.length} unclear, ${resends} re-sent, ${dropped} dropped`,
      isKept: unclear.length === resends + dropped,
    },
  ];
}

/**
 * SNS and the queue cannot be reached: each request is refused, nothing is queued, and the same code can be requested
 * again.
 *
 * @param codes how many codes are requested, each for another number
 */
export async function bothDown(deployment: Deployment, codes: number): Promise<Figure> {
  const { aws } = deployment;
  const requests = Array.from({ length: codes }, (_, index) => signInRequest(germanNumber(60_000 + index), index));
  const queuedBefore = aws.queued.length;
  aws.chooseMood = () => 'fails';
  aws.isQueueDown = true;
  const refused = tally((await Promise.all(requests.map(deployment.post))).map(answerKindOf));
  aws.chooseMood = undefined;
  aws.isQueueDown = false;
  const queued = aws.queued.length - queuedBefore;
  const again = tally((await Promise.all(requests.map(deployment.post))).map(answerKindOf));
  await deployment.untilQueueEmpty();
  const isAccepted = (again.get('200') ?? 0) + (again.get('202') ?? 0) === codes;
  return {
    promise: `SNS and the queue down: ${codes} × 503, nothing queued, each accepted when requested again`,
    seen: `${[...refused, ...again].map(([kind, n]) => `${n} × ${kind}`).join(', ')}, ${queued} queued`,
    isKept: refused.get('503 unavailable') === codes && queued === 0 && isAccepted,
  };
}

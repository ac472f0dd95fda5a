import type { Deployment } from './deployment';
import { type Figure, tally } from './figures';
import { answerKindOf } from './one-number';
import { germanNumber, signInRequest } from './requests';

const REQUESTS = 200;

/**
 * The same code to the same number two hundred times at once, as from a client that gives up too early: it is sent once.
 *
 * @param runs how often this is repeated, each time with another number
 */
export async function sameCode(deployment: Deployment, runs: number): Promise<Figure[]> {
  deployment.aws.publishes.length = 0;
  const answers: string[] = [];
  for (let run = 0; run < runs; run++) {
    const body = signInRequest(germanNumber(200_000 + run), run);
    const posts = Array.from({ length: REQUESTS }, () => deployment.post(body));
    answers.push(...(await Promise.all(posts)).map(answerKindOf));
  }
  await deployment.untilQueueEmpty();
  const sends = [...tally(deployment.aws.publishes.map(({ to }) => to)).values()];
  const others = answers.filter((kind) => !['200', '202', '503 unavailable'].includes(kind));
  return [
    {
      promise: `the same code ${REQUESTS} times at once: it is sent once, ${runs} runs`,
      seen: `${sends.length} numbers, at most ${Math.max(...sends)} each (${[...tally(answers)].map(([kind, n]) => `${n} × ${kind}`).join(', ')})`,
      isKept: sends.length === runs && sends.every((count) => count === 1) && others.length === 0,
    },
  ];
}

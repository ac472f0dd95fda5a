import type { Deployment } from './deployment';
import { type Figure, tally } from './figures';
import { answerKindOf } from './one-number';
import { germanNumber, ipAddress, signInRequest, waitForWindow } from './requests';

const REQUESTS = 200;
const HOUR_MS = 3_600_000;

/**
 * The same code to the same number two hundred times at once, as from a client that gives up too early: it is sent
 * once.
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
  const others = answers.filter((kind) => !['200', '202', '429 in-progress'].includes(kind));
  return [
    {
      promise: `the same code ${REQUESTS} times at once: it is sent once, ${runs} runs`,
      seen: `${sends.length} numbers, at most ${Math.max(...sends)} each (${[...tally(answers)].map(([kind, n]) => `${n} × ${kind}`).join(', ')})`,
      isKept: sends.length === runs && sends.every((count) => count === 1) && others.length === 0,
    },
  ];
}

/** Two hundred numbers at once from one IP address: exactly as many as the limit of a client are accepted. */
export async function oneClient(deployment: Deployment, clientPerHour: number): Promise<Figure[]> {
  await waitForWindow(HOUR_MS, 30_000);
  const requests = Array.from({ length: REQUESTS }, (_, index) =>
    signInRequest(germanNumber(210_000 + index), index, ipAddress(65_000)),
  );
  const answers = tally((await Promise.all(requests.map(deployment.post))).map(answerKindOf));
  await deployment.untilQueueEmpty();
  const accepted = (answers.get('200') ?? 0) + (answers.get('202') ?? 0);
  return [
    {
      promise: `${REQUESTS} numbers at once from one address: ${clientPerHour} are accepted`,
      seen: [...answers].map(([kind, n]) => `${n} × ${kind}`).join(', '),
      isKept: accepted === clientPerHour && answers.get('429 limit-ip') === REQUESTS - clientPerHour,
    },
  ];
}

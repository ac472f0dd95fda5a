import type { Answer, Deployment } from './deployment';
import { type Figure, tally } from './figures';
import { germanNumber, ipAddress, signInRequest, waitForWindow } from './requests';

const REQUESTS = 500;
const LIMIT = 5;

/**
 * Five hundred requests at once for one number: exactly as many as its limit are sent or queued, the rest is refused.
 * In the queue, a newer code replaces an older one, so fewer may reach SNS.
 *
 * @param runs how often this is repeated, each time with another number
 * @param addresses from how many IP addresses the requests come
 */
export async function oneNumber(deployment: Deployment, runs: number, addresses: number): Promise<Figure[]> {
  const acceptedByRun: number[] = [];
  let others = 0;
  for (let run = 0; run < runs; run++) {
    await waitForWindow(600_000, 30_000);
    const to = germanNumber(addresses * 1_000 + run);
    const requests = Array.from({ length: REQUESTS }, (_, index) =>
      signInRequest(to, index, ipAddress(index % addresses)),
    );
    const answers = tally((await Promise.all(requests.map(deployment.post))).map(answerKindOf));
    const accepted = (answers.get('200') ?? 0) + (answers.get('202') ?? 0);
    acceptedByRun.push(accepted);
    others += REQUESTS - accepted - (answers.get('429 limit-number') ?? 0);
  }
  await deployment.untilQueueEmpty();
  const sends = [...tally(deployment.aws.publishes.map(({ to }) => to)).values()];
  deployment.aws.publishes.length = 0;
  const figure = {
    promise: `${REQUESTS} at once for one number, clients: ${addresses}, runs: ${runs}: ${LIMIT} are accepted`,
    seen: `${Math.min(...acceptedByRun)} to ${Math.max(...acceptedByRun)}, ${others} refused for another reason; ${Math.min(...sends)} to ${Math.max(...sends)} reached SNS`,
    isKept: acceptedByRun.every((count) => count === LIMIT) && others === 0 && sends.every((count) => count <= LIMIT),
  };
  return [figure];
}

/** The status of an answer and its refusal reason, if there is one: `200`, `429 limit-number`. */
export function answerKindOf({ statusCode, headers }: Answer): string {
  return [statusCode, headers['x-refusal']].filter(Boolean).join(' ');
}

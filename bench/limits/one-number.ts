import type { Answer, Cloud } from './cloud';
import { type Figure, tally } from './figures';
import { address, awayFromEndOf, germanNumber, signInRequest } from './people';

const REQUESTS = 500;
const LIMIT = 5;

/**
 * Five hundred requests at once for one number: exactly its limit is sent or queued, the rest refused. Of what is
 * queued, a newer code takes the place of an older one.
 *
 * @param addresses how many clients they come from
 */
export async function oneNumber(cloud: Cloud, runs: number, addresses: number): Promise<Figure[]> {
  const taken: number[] = [];
  let others = 0;
  for (let run = 0; run < runs; run++) {
    await awayFromEndOf(600_000, 30_000);
    const to = germanNumber(addresses * 1_000 + run);
    const wishes = Array.from({ length: REQUESTS }, (_, index) => signInRequest(to, index, address(index % addresses)));
    const answers = tally((await Promise.all(wishes.map(cloud.post))).map(kindOf));
    const accepted = (answers.get('200') ?? 0) + (answers.get('202') ?? 0);
    taken.push(accepted);
    others += REQUESTS - accepted - (answers.get('429 limit-number') ?? 0);
  }
  await cloud.drained();
  const sends = [...tally(cloud.aws.publishes.map(({ to }) => to)).values()];
  cloud.aws.publishes.length = 0;
  const figure = {
    promise: `${REQUESTS} at once for one number from ${addresses}: ${LIMIT} are let through, ${runs} runs`,
    seen: `${Math.min(...taken)} to ${Math.max(...taken)}, ${others} refused for another reason; ${Math.min(...sends)} to ${Math.max(...sends)} reached SNS`,
    isKept: taken.every((count) => count === LIMIT) && others === 0 && sends.every((count) => count <= LIMIT),
  };
  return [figure];
}

/** The status, with the reason where there is one. */
export function kindOf({ statusCode, headers }: Answer): string {
  return [statusCode, headers['x-refusal']].filter(Boolean).join(' ');
}

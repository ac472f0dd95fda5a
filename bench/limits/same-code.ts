import type { Cloud } from './cloud';
import { type Figure, tally } from './figures';
import { kindOf } from './one-number';
import { germanNumber, signInRequest } from './people';

const REQUESTS = 200;

/** The same code to the same number two hundred times at once, as from a client that gives up too early. */
export async function sameCode(cloud: Cloud, runs: number): Promise<Figure[]> {
  cloud.aws.publishes.length = 0;
  const answers: string[] = [];
  for (let run = 0; run < runs; run++) {
    const body = signInRequest(germanNumber(200_000 + run), run);
    const asked = Array.from({ length: REQUESTS }, () => cloud.post(body));
    answers.push(...(await Promise.all(asked)).map(kindOf));
  }
  await cloud.drained();
  const sends = [...tally(cloud.aws.publishes.map(({ to }) => to)).values()];
  const others = answers.filter((kind) => !['200', '202', '503 unavailable'].includes(kind));
  return [
    {
      promise: `the same code ${REQUESTS} times at once: it is sent once, ${runs} runs`,
      seen: `${sends.length} numbers, at most ${Math.max(...sends)} each (${[...tally(answers)].map(([kind, n]) => `${n} × ${kind}`).join(', ')})`,
      isKept: sends.length === runs && sends.every((count) => count === 1) && others.length === 0,
    },
  ];
}

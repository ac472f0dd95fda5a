import type { Cloud } from './cloud';
import { type Figure, tally } from './figures';
import { kindOf } from './one-number';
import { address, awayFromEndOf, germanNumber, signInRequest } from './people';

const REQUESTS = 200;
const HOUR = 3_600_000;

/** Two hundred numbers at once from one address: exactly the limit of a client is let through. */
export async function oneClient(cloud: Cloud, clientPerHour: number): Promise<Figure[]> {
  await awayFromEndOf(HOUR, 30_000);
  const wishes = Array.from({ length: REQUESTS }, (_, index) =>
    signInRequest(germanNumber(210_000 + index), index, address(65_000)),
  );
  const answers = tally((await Promise.all(wishes.map(cloud.post))).map(kindOf));
  await cloud.drained();
  const accepted = (answers.get('200') ?? 0) + (answers.get('202') ?? 0);
  return [
    {
      promise: `${REQUESTS} numbers at once from one address: ${clientPerHour} are let through`,
      seen: [...answers].map(([kind, n]) => `${n} × ${kind}`).join(', '),
      isKept: accepted === clientPerHour && answers.get('429 limit-ip') === REQUESTS - clientPerHour,
    },
  ];
}

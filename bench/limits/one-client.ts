import type { Deployment } from './deployment';
import { type Figure, tally } from './figures';
import { answerKindOf } from './one-number';
import { germanNumber, ipAddress, signInRequest, waitForWindow } from './requests';

const REQUESTS = 200;
const HOUR_MS = 3_600_000;

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

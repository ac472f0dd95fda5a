import type { Deployment } from './deployment';
import { type Figure, tally } from './figures';
import { answerKindOf } from './one-number';
import { austrianNumber, germanNumber, ipAddress, signInRequest, waitForWindow } from './requests';

const ADDRESSES = 200;
const DAY_MS = 86_400_000;

/** The limits in the configuration of the run. */
export interface DailyLimits {
  readonly countryPerDay: number;
  readonly perDay: number;
}

/**
 * Thousands of numbers, one request each: exactly as many as the country's limit are accepted, and then those that are
 * left of the day's limit.
 *
 * @param numbers how many German numbers; a tenth as many Austrian ones follow
 */
export async function pumping(
  deployment: Deployment,
  numbers: number,
  { countryPerDay, perDay }: DailyLimits,
): Promise<Figure[]> {
  await waitForWindow(DAY_MS, 300_000);
  const request = async (numberOf: (index: number) => string, count: number) => {
    const requests = Array.from({ length: count }, (_, index) =>
      signInRequest(numberOf(index), index, ipAddress(index % ADDRESSES)),
    );
    return tally((await Promise.all(requests.map(deployment.post))).map(answerKindOf));
  };
  const germany = await request((index) => germanNumber(70_000 + index), numbers);
  const austria = await request(austrianNumber, numbers / 10);
  await deployment.untilQueueEmpty();
  return [
    limitFigure(
      `${numbers} German numbers from ${ADDRESSES} addresses: the country's limit`,
      germany,
      'limit-country',
      {
        limit: countryPerDay,
        requested: numbers,
      },
    ),
    limitFigure(`${numbers / 10} Austrian numbers after them: the rest of the day's limit`, austria, 'limit-day', {
      limit: perDay - countryPerDay,
      requested: numbers / 10,
    }),
  ];
}

function limitFigure(
  promise: string,
  answers: Map<string, number>,
  reason: string,
  { limit, requested }: { readonly limit: number; readonly requested: number },
): Figure {
  const accepted = (answers.get('200') ?? 0) + (answers.get('202') ?? 0);
  const refused = answers.get(`429 ${reason}`) ?? 0;
  return {
    promise: `${promise}, ${limit}`,
    seen: [...answers].map(([kind, n]) => `${n} × ${kind}`).join(', '),
    isKept: accepted === limit && refused === requested - limit,
  };
}

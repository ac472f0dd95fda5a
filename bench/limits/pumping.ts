import type { Cloud } from './cloud';
import { type Figure, tally } from './figures';
import { kindOf } from './one-number';
import { address, austrianNumber, awayFromEndOf, germanNumber, signInRequest } from './people';

const ADDRESSES = 200;
const DAY = 86_400_000;

/** The caps of the configuration that the run is made with. */
export interface Caps {
  readonly countryPerDay: number;
  readonly perDay: number;
}

/** Thousands of numbers, each asked for once: the country's cap holds exactly, and then the day's. */
export async function pumping(cloud: Cloud, numbers: number, { countryPerDay, perDay }: Caps): Promise<Figure[]> {
  await awayFromEndOf(DAY, 300_000);
  const ask = async (numberOf: (index: number) => string, count: number) => {
    const wishes = Array.from({ length: count }, (_, index) =>
      signInRequest(numberOf(index), index, address(index % ADDRESSES)),
    );
    return tally((await Promise.all(wishes.map(cloud.post))).map(kindOf));
  };
  const germany = await ask((index) => germanNumber(70_000 + index), numbers);
  const austria = await ask(austrianNumber, numbers / 10);
  await cloud.drained();
  return [
    capFigure(`${numbers} German numbers from ${ADDRESSES} addresses: the country's cap`, germany, 'limit-country', {
      cap: countryPerDay,
      asked: numbers,
    }),
    capFigure(`${numbers / 10} Austrian numbers after them: the rest of the day's cap`, austria, 'limit-day', {
      cap: perDay - countryPerDay,
      asked: numbers / 10,
    }),
  ];
}

function capFigure(
  promise: string,
  answers: Map<string, number>,
  reason: string,
  { cap, asked }: { readonly cap: number; readonly asked: number },
): Figure {
  const accepted = (answers.get('200') ?? 0) + (answers.get('202') ?? 0);
  const refused = answers.get(`429 ${reason}`) ?? 0;
  return {
    promise: `${promise}, ${cap}`,
    seen: [...answers].map(([kind, n]) => `${n} × ${kind}`).join(', '),
    isKept: accepted === cap && refused === asked - cap,
  };
}

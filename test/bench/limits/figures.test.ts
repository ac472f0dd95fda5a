import fc from 'fast-check';
import { mostInASecond, table, tally } from '../../../bench/limits/figures';

describe('the most in any second', () => {
  it.each([
    [[], 0],
    [[5], 1],
    [[0, 999], 2],
    [[0, 1_000], 1],
    [[1_999, 0, 1_000, 999], 2],
    [[7, 7, 7], 3],
  ])('of %j is %i', (times, most) => {
    expect(mostInASecond(times)).toBe(most);
  });

  it('is the count of a second that begins with an event', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5_000 })), (times) => {
        const counts = times.map((start) => times.filter((time) => time >= start && time < start + 1_000).length);
        expect(mostInASecond(times)).toBe(Math.max(0, ...counts));
      }),
    );
  });
});

it('counts how often each value occurs', () => {
  expect([...tally(['a', 'b', 'a'])]).toEqual([
    ['a', 2],
    ['b', 1],
  ]);
});

it('marks a broken promise', () => {
  const figure = { promise: 'x', seen: '26' };
  expect(table([{ ...figure, isKept: true }])).toBe('kept    x  26');
  expect(table([{ ...figure, isKept: false }])).toBe('BROKEN  x  26');
});

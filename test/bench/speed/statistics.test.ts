import { figureOf, ratioOf } from '../../../bench/speed/statistics';

describe('a figure', () => {
  it.each([
    [[3], { median: 3, low: 3, high: 3 }],
    [[4, 1, 3, 2, 5], { median: 3, low: 2, high: 4 }],
    [[1, 2, 3, 4], { median: 2.5, low: 1.75, high: 3.25 }],
  ])('of %j has the median and the quartiles', (values, figure) => {
    expect(figureOf(values)).toEqual(figure);
  });

  it('needs something to be measured', () => {
    expect(() => figureOf([])).toThrow('nothing');
  });
});

describe('a ratio', () => {
  it('is taken round by round, so that a slow round of both does not count', () => {
    expect(ratioOf([2, 200, 4], [1, 100, 2]).median).toBe(2);
    expect(ratioOf([2, 200, 4], [1, 100, 2]).high).toBe(2);
  });

  it('needs both of the same rounds', () => {
    expect(() => ratioOf([1, 2], [1])).toThrow('same rounds');
  });
});

import { MEASURES } from '../../../bench/speed/bounds';
import { NAMES } from '../../../bench/speed/contenders';
import { costOfMillion, report } from '../../../bench/speed/report';

describe('what a million requests cost', () => {
  it('is their number and their time, each rounded up to a millisecond', () => {
    expect(costOfMillion(512, 100)).toBeCloseTo(0.2 + 0.667, 3);
    expect(costOfMillion(512, 99.1)).toBe(costOfMillion(512, 100));
  });

  it('grows with the memory', () => {
    expect(costOfMillion(1_024, 100) - 0.2).toBeCloseTo(2 * (costOfMillion(512, 100) - 0.2), 9);
  });
});

describe('the report', () => {
  const sample = (cold: number) => ({
    load: { ms: cold - 50, cpu: 1 },
    first: { ms: 50, cpu: 1 },
    warm: [10, 30, 20].map((ms) => ({ ms, cpu: ms / 10 })),
    calls: 1,
  });
  const contenders = Object.fromEntries(
    NAMES.map((name) => [name, { file: '', memoryMb: 512, bytes: 404_000, zipped: 120_000 }]),
  );
  const samples = Object.fromEntries(NAMES.map((name) => [name, [sample(name === 'ours' ? 240 : 200)]]));
  const text = report('A machine', contenders as never, samples as never);

  it('compares ours with the others', () => {
    expect(text).toMatch(/cold in all ÷ hand-written +\| 1\.\d\d +\| 1\.20 \(1\.20–1\.20\)/);
  });

  it('has a row for each contender, with its size and every measure', () => {
    expect(text).toMatch(/\| ours +\| 404 \/ 120 +\| 190 .*\| 50\.0 .*\| 240 .*\| 20\.0 .*\| 2\.00/);
    expect(Object.keys(MEASURES).filter((measure) => !text.includes(measure))).toEqual([]);
  });
});

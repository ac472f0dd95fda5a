import { cpuQuota } from '../../../bench/speed/throttle';

describe('the CPU quota of a quarter of a core', () => {
  /** How long a process takes that wants CPU in every millisecond, until it has had so much of it. */
  function timeFor(wanted: number, mayRun = cpuQuota(0.25, 0)): number {
    let time = 0;
    let runs = true;
    for (let had = 0; had < wanted; time++) {
      const used = runs ? 1 : 0;
      had += used;
      runs = mayRun(used, time + 1);
    }
    return time;
  }

  it('lets a short burst pass', () => {
    expect(timeFor(5)).toBe(5);
  });

  it('makes 100 ms of CPU take four times as long, but for the first burst', () => {
    expect(timeFor(100)).toBe(385);
  });

  it('takes back later what was used beyond it', () => {
    const mayRun = cpuQuota(0.25, 0);
    expect(mayRun(12, 12)).toBe(false);
    expect(mayRun(0, 20)).toBe(false);
    expect(mayRun(0, 40)).toBe(true);
  });

  it('keeps nothing for later', () => {
    const mayRun = cpuQuota(0.25, 0);
    expect(mayRun(0, 1_000)).toBe(true);
    expect(mayRun(5, 1_005)).toBe(false);
  });
});

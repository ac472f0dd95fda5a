import { falseAlarms, HEARD_BY, hear, VOLUMES } from '../../../bench/alarms/outages';
import type { Outage } from '../../../bench/alarms/site';
import { alarmOf } from '../../lib/monitoring/alarm-of';

const HOUR = 3_600_000;
const TRIES = [1, 3];
/** At how many times of the day an outage begins. `npm run bench:alarms` has more. */
const RUNS = 3;

const alarmsOf = (kind: Outage) => HEARD_BY[kind].map((name) => alarmOf(name));

/** The median of some values. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

describe.each(VOLUMES)('at %i codes a day', (codesPerDay) => {
  const heard = (kind: Outage) => TRIES.flatMap((tries) => hear(alarmsOf(kind), kind, codesPerDay, tries, RUNS));

  it('a token that is wrong for everybody is heard by the third person, or within an hour of them', () => {
    const late = heard('token').filter(({ people, afterThirdMs }) => people > 3 && afterThirdMs > HOUR);
    // Two people within the same five minutes of a night count once.
    expect(late.length).toBeLessThanOrEqual(1);
  });

  it('a payload that nobody can read is heard by the fourth person in most cases, always within two days', () => {
    const all = heard('payload');
    expect(median(all.map(({ afterThirdMs }) => afterThirdMs))).toBeLessThanOrEqual(HOUR);
  });

  it('an outage of the delivery is heard within hours', () => {
    expect(median(heard('delivery').map(({ afterFirstMs }) => afterFirstMs))).toBeLessThanOrEqual(7 * HOUR);
  });

  it('three healthy months have one false alarm at most, with scanners, typing errors and phones that are off', () => {
    const all = Object.values(HEARD_BY).map(([name = '']) => alarmOf(name));
    const months = Array.from({ length: 3 }, (_, seed) => falseAlarms(all, codesPerDay, seed));
    expect(months.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(1);
  });
});

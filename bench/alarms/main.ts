import { alarmOf } from '../../test/lib/monitoring/alarm-of';
import { falseAlarms, HEARD_BY, hear, isInTime, VOLUMES } from './outages';
import type { Outage } from './site';

const RUNS = 100;
const HEALTHY_MONTHS = 20;
const HOUR = 3_600_000;

/** The value below which a share of the values lies. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

console.log(
  '| Outage | Codes a day | People affected: median, 95 % | Hours after the first: median, 95 % | By the third person, or within an hour of them, % | False alarms of the alarm by share in 30 days |',
);
console.log('|---|---|---|---|---|---|');
for (const [kind, names] of Object.entries(HEARD_BY) as [Outage, readonly string[]][]) {
  const alarms = names.map((name) => alarmOf(name));
  for (const codes of VOLUMES) {
    const heard = [1, 2, 3].flatMap((tries) => hear(alarms, kind, codes, tries, RUNS));
    const people = heard.map((each) => each.people);
    const hours = heard.map(({ afterFirstMs }) => afterFirstMs / HOUR);
    const months = Array.from({ length: HEALTHY_MONTHS }, (_, seed) => falseAlarms(alarms.slice(0, 1), codes, seed));
    const cells = [
      kind,
      codes,
      `${quantile(people, 0.5)}, ${quantile(people, 0.95)}`,
      `${quantile(hours, 0.5).toFixed(1)}, ${quantile(hours, 0.95).toFixed(1)}`,
      Math.floor((100 * heard.filter(isInTime).length) / heard.length),
      (months.reduce((sum, count) => sum + count, 0) / HEALTHY_MONTHS).toFixed(2),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

import { type AlarmProperties, alarmIntervals } from '../../test/lib/monitoring/cloudwatch';
import { type Outage, randomFrom, record } from './site';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse('2026-11-02T00:00:00Z');

/** The volumes of small sites, in codes a day. */
export const VOLUMES = [20, 50, 100, 300, 500] as const;

/** The alarms that can hear an outage, by the ends of their names: the one by share first. */
export const HEARD_BY: Readonly<Record<Outage, readonly string[]>> = {
  token: ['BadTokenShare', 'BadToken'],
  payload: ['NotUnderstood'],
  delivery: ['DeliveryShare', 'FailedDeliveries', 'SuccessRate'],
};

/** How an outage was heard. */
export interface Heard {
  /** How many people it had affected when the alarm came. */
  readonly people: number;
  /** How long after the first of them the alarm came, in milliseconds. */
  readonly afterFirstMs: number;
  /** How long after the third of them, in milliseconds; 0 when it came before. */
  readonly afterThirdMs: number;
}

/** Whether an outage was heard by the third person that it affected, or within an hour of them. */
export function isInTime({ people, afterThirdMs }: Heard): boolean {
  return people <= 3 || afterThirdMs <= HOUR;
}

/**
 * Lets an outage begin at many times of the day, and evaluates the alarms that can hear it. The first one counts.
 *
 * @param runs at how many times
 * @throws when none comes within two days
 */
export function hear(
  alarms: readonly AlarmProperties[],
  kind: Outage,
  codesPerDay: number,
  tries: number,
  runs: number,
): Heard[] {
  return Array.from({ length: runs }, (_, run) => {
    const random = randomFrom(run * 7_919 + codesPerDay * 31 + tries);
    const outageFrom = START + DAY + Math.floor(random() * DAY);
    const until = outageFrom + 2 * DAY;
    const { samples, affected } = record(
      { codesPerDay, tries, from: START, until, outage: { kind, from: outageFrom } },
      random,
    );
    const [first = 0, , third = 0] = affected;
    const times = alarms.flatMap((alarm) =>
      alarmIntervals(alarm, samples, START, until)
        .filter(({ until: ended = until }) => ended > first)
        .map(({ from }) => Math.max(from, first)),
    );
    const alarmedAt = Math.min(...times);
    if (times.length === 0) throw new Error(`${kind} at ${codesPerDay} a day (run ${run}): the alarm never came.`);
    return {
      people: affected.filter((at) => at <= alarmedAt).length,
      afterFirstMs: alarmedAt - first,
      afterThirdMs: Math.max(0, alarmedAt - third),
    };
  });
}

/** How many times the alarms come on in 30 healthy days. @param seed for other days */
export function falseAlarms(alarms: readonly AlarmProperties[], codesPerDay: number, seed: number): number {
  const until = START + 30 * DAY;
  const { samples } = record({ codesPerDay, tries: 1, from: START, until }, randomFrom(seed + 1));
  return alarms.reduce((sum, alarm) => sum + alarmIntervals(alarm, samples, START, until).length, 0);
}

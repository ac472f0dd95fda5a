/** Something that happens at a time. */
type Action = () => Promise<void> | void;

/** A simulated clock, and what happens when. All times are epoch milliseconds. */
export interface Timeline {
  readonly now: () => number;
  /** Plans an action. One that is planned for the past happens next. */
  readonly at: (time: number, action: Action) => void;
  /** Lets everything happen that is planned before a time, in order, each to its end. Then it is that time. */
  readonly runUntil: (time: number) => Promise<void>;
}

const MINUTE = 60_000;

/** Makes a timeline. @param start its first time */
export function timeline(start: number): Timeline {
  let clock = start;
  /** The plans of each minute, so that no long list has to be sorted. */
  const minutes = new Map<number, { time: number; action: Action }[]>();
  return {
    now: () => clock,
    at(time, action) {
      const minute = Math.floor(Math.max(time, clock) / MINUTE);
      const plans = minutes.get(minute) ?? [];
      minutes.set(minute, plans);
      plans.push({ time: Math.max(time, clock), action });
    },
    async runUntil(until) {
      for (let minute = Math.floor(clock / MINUTE); minute * MINUTE < until; minute++) {
        const plans = minutes.get(minute) ?? [];
        for (;;) {
          // An action may plan another one for the same minute.
          const next = plans.reduce<number | undefined>(
            (best, { time }, index) => (time < (plans[best ?? -1]?.time ?? Number.POSITIVE_INFINITY) ? index : best),
            undefined,
          );
          const [plan] = next === undefined ? [] : plans.splice(next, 1);
          if (!plan) break;
          if (plan.time >= until) {
            plans.push(plan);
            break;
          }
          clock = plan.time;
          await plan.action();
        }
        if (plans.length === 0) minutes.delete(minute);
      }
      clock = until;
    },
  };
}

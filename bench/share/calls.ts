import type { Counters } from '../../lambda/counters';

/** Calls to the table, and what they belong to. */
export interface Calls {
  count: number;
  reads: number;
  writes: number;
}

/** No calls yet. */
export function noCalls(): Calls {
  return { count: 0, reads: 0, writes: 0 };
}

/** Counts the calls to the table that cost something. A condition that is not met costs as much as one that is. */
export function counted(counters: Counters, calls: Calls): Counters {
  const read = () => {
    calls.reads += 1;
  };
  const write = () => {
    calls.writes += 1;
  };
  return {
    tryIncrement(increment) {
      write();
      return counters.tryIncrement(increment);
    },
    release(increment, options) {
      write();
      return counters.release(increment, options);
    },
    read(key) {
      read();
      return counters.read(key);
    },
    write: counters.write,
  };
}

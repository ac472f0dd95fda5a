import type { ConditionalIncrement, Counters, ReleaseOptions } from './counters';
import type { Report } from './report';

/** The two kinds of counters. */
export interface FailoverDependencies {
  /** The counters that all instances share. */
  readonly counters: Counters;
  /** Counters of this process, used while the shared ones cannot be reached. */
  readonly fallbackCounters: Counters;
}

/** The counters for one message: the shared ones, or those of this process from the first call on that fails. */
export interface Failover {
  /**
   * Makes a call to the shared counters. If it fails, or one before it did, makes it to the fallback counters.
   *
   * @param action gets the counters, and whether they are the shared ones
   */
  readonly call: <T>(action: (counters: Counters, isShared: boolean) => Promise<T>) => Promise<T>;
  /**
   * Undoes an increment in both: of a call that failed, nobody knows whether it was applied. Never throws.
   */
  readonly release: (increment: ConditionalIncrement, options: ReleaseOptions) => Promise<void>;
  /**
   * Makes an increment that corrects an earlier one, in the counters in which the message was counted. The time limit of
   * the message does not hold for it. Never throws.
   */
  readonly correct: (increment: ConditionalIncrement) => Promise<void>;
  /** Whether no call has failed yet. */
  readonly isShared: () => boolean;
}

/**
 * Makes the counters for one message. A failure does not refuse it: another process may count more than it should then,
 * but nobody is locked out.
 *
 * @param report gets the first error
 * @param signal after which no call waits for the shared counters any longer. @default each call has its own time limit
 */
export function failover(
  { counters, fallbackCounters }: FailoverDependencies,
  report: Report,
  signal?: AbortSignal,
): Failover {
  let isShared = true;
  /** The calls that nobody waited for to the end. Each has its own time limit. */
  const abandoned: Promise<unknown>[] = [];
  const note = (error: unknown) => {
    report.tableFault ??= error;
  };
  return {
    async call(action) {
      if (isShared) {
        try {
          return await beforeAbort(() => action(counters, true), signal, abandoned);
        } catch (error) {
          isShared = false;
          note(error);
        }
      }
      return action(fallbackCounters, false);
    },
    async release(increment, options) {
      // What is still under way could be applied after its release.
      await Promise.allSettled(abandoned);
      await Promise.all([counters, fallbackCounters].map((each) => each.release(increment, options).catch(note)));
    },
    async correct(increment) {
      await (isShared ? counters : fallbackCounters).tryIncrement(increment).catch(note);
    },
    isShared: () => isShared,
  };
}

/**
 * Gives the result of an action, or throws the reason of the signal as soon as that is aborted.
 *
 * @param abandoned gets the action's promise then
 */
function beforeAbort<T>(
  action: () => Promise<T>,
  signal: AbortSignal | undefined,
  abandoned: Promise<unknown>[],
): Promise<T> {
  if (signal === undefined) return action();
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const result = action();
    const abandon = () => {
      abandoned.push(result);
      reject(signal.reason);
    };
    signal.addEventListener('abort', abandon, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', abandon));
  });
}

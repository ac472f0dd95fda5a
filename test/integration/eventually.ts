import { setTimeout as wait } from 'node:timers/promises';
import { context } from './context';

/** After how many seconds a log line or a removal shows, at the latest. */
const SHOWN_AFTER_S = { account: 120, emulator: 5 };

/**
 * Tries again until a try succeeds.
 *
 * @param attempt throws when it does not succeed
 * @param seconds after which no further try is made
 * @throws what the last try threw
 */
export async function eventually<T>(attempt: () => Promise<T>, seconds = SHOWN_AFTER_S[context().where]): Promise<T> {
  const deadline = Date.now() + seconds * 1_000;
  for (let pause = 100; ; pause = Math.min(2 * pause, 5_000)) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await wait(pause);
  }
}

import { setTimeout as wait } from 'node:timers/promises';
import { context } from './context';

/** AWS shows a line of a log, or that something is gone, a while later; an emulator at once. */
const SHOWN_AFTER_S = { account: 120, emulator: 5 };

/**
 * Asks again until there is an answer.
 *
 * @param ask throws as long as there is none
 * @param seconds how long at most
 * @throws what `ask` threw last
 */
export async function eventually<T>(ask: () => Promise<T>, seconds = SHOWN_AFTER_S[context().where]): Promise<T> {
  const deadline = Date.now() + seconds * 1_000;
  for (let pause = 100; ; pause = Math.min(2 * pause, 5_000)) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await wait(pause);
  }
}

import { EventEmitter, once } from 'node:events';
import { prepare } from '../../lambda/prepare';

/** A step that never ends. */
const hangs = () => new Promise<void>(() => undefined);
const LONG = 60_000;

describe('prepare', () => {
  it('runs all steps in parallel, and ends when the last one has ended', async () => {
    const events: string[] = [];
    const second = new EventEmitter();
    await prepare(
      [
        async () => {
          await once(second, 'done');
          events.push('first');
        },
        async () => {
          events.push('second');
          second.emit('done');
        },
      ],
      LONG,
    );
    expect(events).toEqual(['second', 'first']);
  });

  it('waits for the other steps when one fails, immediately or later', async () => {
    const events: string[] = [];
    const failsImmediately = () => {
      throw new Error('immediately');
    };
    const failsLater = async () => {
      throw new Error('later');
    };
    await prepare([failsImmediately, failsLater, async () => events.push('third')], LONG);
    expect(events).toEqual(['third']);
  });

  it('does not wait longer than its time limit', async () => {
    await expect(prepare([hangs], 1)).resolves.toBeUndefined();
  });

  it('aborts the signal of a step at the time limit, and not before', async () => {
    const signals: AbortSignal[] = [];
    await prepare(
      [
        async (signal) => {
          expect(signal.aborted).toBe(false);
          signals.push(signal);
          await hangs();
        },
      ],
      1,
    );
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });
});

import { EventEmitter, once } from 'node:events';
import { prepare } from '../../lambda/prepare';

/** Ends by itself only after the test. */
const hangs = () => new Promise<void>(() => undefined);
const LONG = 60_000;

describe('prepare', () => {
  it('ends when every step has, side by side', async () => {
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

  it('ends when the others have, though one fails, at once or later', async () => {
    const events: string[] = [];
    const failsAtOnce = () => {
      throw new Error('at once');
    };
    const failsLater = async () => {
      throw new Error('later');
    };
    await prepare([failsAtOnce, failsLater, async () => events.push('third')], LONG);
    expect(events).toEqual(['third']);
  });

  it('waits no longer than it may', async () => {
    await expect(prepare([hangs], 1)).resolves.toBeUndefined();
  });

  it('tells a step that is not done that nobody waits any longer, and no sooner', async () => {
    const seen: AbortSignal[] = [];
    await prepare(
      [
        async (over) => {
          expect(over.aborted).toBe(false);
          seen.push(over);
          await hangs();
        },
      ],
      1,
    );
    expect(seen.map(({ aborted }) => aborted)).toEqual([true]);
  });
});

import { timeline } from '../../../bench/share/timeline';

const MINUTE = 60_000;

it('everything happens in order, also what is planned meanwhile, and nothing too early', async () => {
  const { at, now, runUntil } = timeline(1_000);
  const happened: [string, number][] = [];
  const note = (name: string) => () => void happened.push([name, now()]);
  at(3 * MINUTE, note('last'));
  at(2 * MINUTE, () => {
    at(now() + 500, note('planned meanwhile'));
    note('middle')();
  });
  at(1_500, note('first'));
  at(0, note('for the past'));
  await runUntil(3 * MINUTE);
  expect(happened).toEqual([
    ['for the past', 1_000],
    ['first', 1_500],
    ['middle', 2 * MINUTE],
    ['planned meanwhile', 2 * MINUTE + 500],
  ]);
  expect(now()).toBe(3 * MINUTE);
  await runUntil(3 * MINUTE + 1);
  expect(happened.at(-1)).toEqual(['last', 3 * MINUTE]);
});

it('an action ends before the next one begins', async () => {
  const { at, runUntil } = timeline(0);
  let isRunning = false;
  for (let index = 0; index < 10; index++) {
    at(index, async () => {
      expect(isRunning).toBe(false);
      isRunning = true;
      await new Promise((resolve) => setImmediate(resolve));
      isRunning = false;
    });
  }
  await runUntil(MINUTE);
});

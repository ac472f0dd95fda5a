import { FEED } from '../../contract/share-table';
import { keyOfDay } from '../../contract/table';
import type { Counters } from '../../lambda/counters';
import { signatureOf } from '../../test/fixtures/logto-event';
import { DAY, HOUR, percent, type Result, type RunOptions, refusedIn, START, startRun } from './run';
import { people, siteNumber, type Visit } from './site';

/** A month of people, without an attack. @param isPromised whether nobody may be refused */
export async function month(codesPerDay: number, options: RunOptions, isPromised = true): Promise<Result> {
  const { stack, visits, runDays } = await startRun(codesPerDay, options);
  await runDays(options.days);
  const refused = refusedIn(visits);
  const proven = refused.filter(({ isKnown }) => isKnown).length;
  const share = `${refused.length} of ${visits.length} refused (${percent(refused.length, visits.length)})`;
  const wouldBe = options.mode === 'record' ? `, ${stack.wouldRefuse()} would be` : '';
  const seen = `${share}${proven > 0 ? `, ${proven} of them proven` : ''}${wouldBe}`;
  return isPromised ? { seen, isKept: refused.length === 0 } : { seen };
}

/** What the events cost in DynamoDB (docs/costs.md has the prices). A read of up to 4 KB and a write of 1 KB are a unit. */
export async function cost(codesPerDay: number, days: number): Promise<Result> {
  const { stack, runDays } = await startRun(codesPerDay, { days });
  await runDays(days);
  const { count, reads, writes } = stack.calls.event;
  const usd = (writes * 0.625 + reads * 0.125) / count;
  const seen = `${usd.toFixed(2)} USD: ${(writes / count).toFixed(2)} writes and ${(reads / count).toFixed(2)} reads each`;
  return { seen, isKept: usd < 3.5 };
}

/** A day with ten times the people, nine tenths of them new. The fixed limits are wide enough. */
export async function launchDay(codesPerDay: number, day: number, unused: number): Promise<Result> {
  const { stack, visits, runDays } = await startRun(codesPerDay, { days: day + 3, unused, perDay: 20 * codesPerDay });
  const crowd = { codesPerDay: 9 * codesPerDay, unused, newShare: 1, firstNumber: 2_000_000 };
  people(stack, crowd, START + day * DAY, START + (day + 1) * DAY, visits, codesPerDay + 1);
  await runDays(day + 3);
  const refused = refusedIn(visits);
  return { seen: `${refused.length} of ${10 * codesPerDay} refused`, isKept: refused.length === 0 };
}

/**
 * The feed ends in the morning of a day, and never comes back.
 *
 * @param isPromised whether nobody may be refused
 */
export async function deadFeed(
  codesPerDay: number,
  day: number,
  options: RunOptions,
  isPromised = true,
): Promise<Result> {
  const { stack, visits, runDays } = await startRun(codesPerDay, options);
  const diedAt = START + day * DAY + 8 * HOUR;
  stack.timeline.at(diedAt, () => {
    stack.isFeedUp = false;
  });
  await runDays(options.days);
  const refused = refusedIn(visits, diedAt);
  const heard = stack.feedDeadAt.find((at) => at > diedAt);
  const isFalse = stack.feedDeadAt.some((at) => at < diedAt);
  const after = heard === undefined ? 'never' : `after ${((heard - diedAt) / HOUR).toFixed(0)} h`;
  const seen = `${refused.length} refused, alarm ${after}${isFalse ? ', a false one before' : ''}`;
  return isPromised ? { seen, isKept: refused.length === 0 && heard !== undefined && !isFalse } : { seen };
}

/** Copies and forgeries of an event, between the requests of a living site. */
export async function copies(codesPerDay: number, day: number): Promise<Result> {
  const { stack, runDays } = await startRun(codesPerDay, { days: day });
  await runDays(day);
  const to = siteNumber(6_000_000);
  await stack.ask({ to, ip: '12.2.2.2' });
  const event = stack.eventOf(to);
  await stack.post(event);
  await stack.ask({ to: siteNumber(6_000_001), ip: '12.2.2.2' });
  const other = stack.eventOf(siteNumber(6_000_001));
  const state = async () => {
    const { [FEED.event]: _, [FEED.deadAt]: __, ...rest } = await stack.counters.read(keyOfDay(stack.timeline.now()));
    return JSON.stringify(rest);
  };
  const before = await state();
  const statuses = new Set<number>();
  for (let count = 0; count < 200; count++) {
    statuses.add(await stack.post(event));
    statuses.add(await stack.post({ ...other, signature: signatureOf(other.body, `guess ${count}`) }));
    statuses.add(await stack.post({ ...other, signature: event.signature }));
  }
  const isKept = (await state()) === before;
  return { seen: `${isKept ? 'nothing' : 'something'} changed by 600 (${[...statuses].join(', ')})`, isKept };
}

/** Fifty new people within two minutes. @param where whether they share an address */
export async function fiftyAtOnce(codesPerDay: number, day: number, where: 'home' | 'hall'): Promise<Result> {
  const { stack, runDays } = await startRun(codesPerDay, { days: day + 1 });
  const answers: Visit[] = [];
  const { timeline } = stack;
  const noon = START + day * DAY + 12 * HOUR;
  for (let index = 0; index < 50; index++) {
    const to = siteNumber(6_500_000 + index);
    timeline.at(noon + index * 2_400, async () => {
      const answer = await stack.ask({ to, ip: where === 'hall' ? '12.3.3.3' : `12.4.${index}.3` });
      answers.push({ at: timeline.now(), answer, isKnown: false });
      // From 15 to 90 s, as anybody.
      const typing = 15_000 + ((index * 37) % 50) * 1_500;
      if (answer === 'sent')
        timeline.at(timeline.now() + typing, async () => void (await stack.post(stack.eventOf(to))));
    });
  }
  await runDays(day + 1);
  return { seen: `${refusedIn(answers).length} of 50 refused` };
}

/** The same days over DynamoDB's own protocol and in memory: every count and every answer is the same. */
export async function sameInDynamodb(codesPerDay: number, days: number, table: Counters): Promise<Result> {
  const run = async (counters?: Counters) => {
    const { stack, visits, runDays } = await startRun(codesPerDay, { days, ...(counters && { counters }) });
    await runDays(days);
    const items = await Promise.all(
      Array.from({ length: days + 1 }, (_, day) => stack.counters.read(keyOfDay(START + day * DAY))),
    );
    const counts = items.map((item) =>
      Object.entries(item)
        .filter(([name]) => /^[A-Z]|^(all|asked|verified|event|deadAt|gap)$/.test(name))
        .sort(),
    );
    return JSON.stringify([visits, counts]);
  };
  const isKept = (await run(table)) === (await run());
  return { seen: isKept ? 'all counts and answers are the same' : 'they differ', isKept };
}

import type { Counters } from '../../lambda/counters';
import { tableCounters } from '../../lambda/table-counters';
import { fakeDynamodb, TABLE } from '../../test/fake-dynamodb';
import { shuffledCounters, usedAtOnce } from '../../test/used-at-once';
import { pumpingOnADay, quietNights, simCards, starvation } from './attacks';
import { copies, cost, deadFeed, fiftyAtOnce, launchDay, month, sameInDynamodb } from './months';
import type { Result } from './run';

const isQuick = process.argv.includes('--quick');
const SITES = isQuick ? [20, 100] : [20, 100, 1_000];
const DAYS = isQuick ? 12 : 30;
/** A day on which the site has its usual traffic, and its people are known. */
const LIVING = isQuick ? 8 : 16;
const AT_ONCE_RUNS = isQuick ? 2 : 20;
const AT_ONCE = isQuick ? 100 : 500;

/** Each scenario, for a site of so many codes a day. */
const SCENARIOS: Readonly<Record<string, (codesPerDay: number) => Promise<Result>>> = {
  'a. pumping 10,000 numbers on the first day': (site) => pumpingOnADay(site, 0),
  'a. pumping 10,000 numbers on a later day': (site) => pumpingOnADay(site, LIVING),
  'b. 10 % of the codes unused: nobody is refused': (site) => month(site, { days: DAYS, unused: 0.1 }),
  'b. 30 % unused: nobody is refused': (site) => month(site, { days: DAYS, unused: 0.3 }),
  'b. 30 % unused, all by new numbers: nobody is refused': (site) =>
    month(site, { days: DAYS, unused: 0.3, unusedOf: 'new numbers' }),
  'b. 50 % unused': (site) => month(site, { days: DAYS, unused: 0.5 }, false),
  'b. 50 % unused, with `unverifiedShare` 1': (site) => month(site, { days: DAYS, unused: 0.5, share: 1 }, false),
  'b. 50 % unused, with "record": nobody is refused': (site) =>
    month(site, { days: DAYS, unused: 0.5, mode: 'record' }),
  'b. 30 % unused, all behind one proxy: nobody is refused': (site) =>
    month(site, { days: DAYS, unused: 0.3, isProxied: true }),
  'c. ten times the people on a day, 10 % unused: nobody is refused': (site) => launchDay(site, LIVING, 0.1),
  'c. ten times the people on a day, 30 % unused: nobody is refused': (site) => launchDay(site, LIVING, 0.3),
  'd. 1 % of the events lost: nobody is refused': (site) => month(site, { days: DAYS, lostEvents: 0.01 }),
  'd. 5 % of the events lost: nobody is refused': (site) => month(site, { days: DAYS, lostEvents: 0.05 }),
  'd. the feed dies on day 10: nobody is refused, the alarm is heard': (site) =>
    deadFeed(site, Math.min(10, LIVING), { days: DAYS }),
  'd. the same with 30 % unused': (site) => deadFeed(site, Math.min(10, LIVING), { days: DAYS, unused: 0.3 }),
  'd. the same where 95 % are new': (site) =>
    deadFeed(site, Math.min(10, LIVING), { days: DAYS, newShare: 0.95 }, false),
  'd. pumping in seven quiet nights does not switch the limit off': (site) => quietNights(site, LIVING),
  'e. copies and forgeries of an event change nothing': (site) => copies(site, LIVING),
  'f. pumping for ten days: refused are no proven number, and nobody after it': (site) =>
    starvation(site, isQuick ? 4 : LIVING),
  'g. 20 SIM cards of the attacker: no more than the bound, and the limit stays on': (site) => simCards(site, LIVING),
  'g. the same when people have known the site for four days': (site) => simCards(site, 4, { isPromised: false }),
  'h. 50 new people within two minutes, at home': (site) => fiftyAtOnce(site, LIVING, 'home'),
  'h. 50 new people within two minutes, in one hall': (site) => fiftyAtOnce(site, LIVING, 'hall'),
};

/** Simultaneous requests and events, over counters in memory in any order, and over DynamoDB's own protocol. */
async function atOnce(asked: 'others' | 'same'): Promise<Result> {
  const unused = asked === 'others' ? AT_ONCE : 0;
  const right = JSON.stringify({ country: { unused, used: AT_ONCE }, networks: { unused, used: AT_ONCE }, faults: 0 });
  let exact = 0;
  for (let run = 1; run <= AT_ONCE_RUNS; run++) {
    if (JSON.stringify(await usedAtOnce(shuffledCounters(run), AT_ONCE, asked)) === right) exact += 1;
  }
  return { seen: `exact in ${exact} of ${AT_ONCE_RUNS} runs`, isKept: exact === AT_ONCE_RUNS };
}

/** Runs something over DynamoDB on loopback. */
async function inDynamodb(run: (counters: Counters) => Promise<Result>): Promise<Result> {
  const dynamodb = await fakeDynamodb();
  Object.assign(process.env, dynamodb.environment);
  try {
    return await run(tableCounters(TABLE, { deadlineMs: 120_000 }));
  } finally {
    await dynamodb.close();
  }
}

async function atOnceInDynamodb(asked: 'others' | 'same'): Promise<Result> {
  const unused = asked === 'others' ? AT_ONCE : 0;
  return inDynamodb(async (counters) => {
    const { country, networks, faults } = await usedAtOnce(counters, AT_ONCE, asked);
    const isKept = [country, networks].every((each) => each.unused === unused && each.used === AT_ONCE) && faults === 0;
    return { seen: `${country.unused} unused, ${country.used} used, ${faults} faults`, isKept };
  });
}

function cellOf({ seen, isKept }: Result): string {
  return isKept === undefined ? seen : `${isKept ? 'kept' : 'BROKEN'}: ${seen}`;
}

async function main(): Promise<void> {
  const results: Result[] = [];
  const print = (name: string, row: readonly Result[]) => {
    results.push(...row);
    console.log(`| ${name} | ${row.map(cellOf).join(' | ')} |`);
  };
  console.log(`| Scenario | ${SITES.map((site) => `${site.toLocaleString('en')} codes a day`).join(' | ')} |`);
  console.log(`|---|${SITES.map(() => '---|').join('')}`);
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    const row: Result[] = [];
    for (const site of SITES) row.push(await scenario(site));
    print(name, row);
  }
  const others: Readonly<Record<string, () => Promise<Result>>> = {
    "three days of 20 codes over DynamoDB's protocol, and in memory": () =>
      inDynamodb((counters) => sameInDynamodb(20, 3, counters)),
    'what a million events cost, in DynamoDB: under 3.50 USD': () => cost(100, DAYS),
    [`${AT_ONCE} requests and ${AT_ONCE} events at once, in any order, other numbers`]: () => atOnce('others'),
    [`${AT_ONCE} requests and ${AT_ONCE} events at once, in any order, the same numbers`]: () => atOnce('same'),
    [`${AT_ONCE} of each at once over DynamoDB's protocol, other numbers`]: () => atOnceInDynamodb('others'),
    [`${AT_ONCE} of each at once over DynamoDB's protocol, the same numbers`]: () => atOnceInDynamodb('same'),
  };
  console.log('\n| Counts | |\n|---|---|');
  for (const [name, run] of Object.entries(others)) print(name, [await run()]);
  const promised = results.filter(({ isKept }) => isKept !== undefined);
  const kept = promised.filter(({ isKept }) => isKept).length;
  console.log(`\n${kept} of ${promised.length} promises kept.`);
  if (kept < promised.length) process.exitCode = 1;
}

void main();

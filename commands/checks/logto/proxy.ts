import type { MessageType } from '../../../contract/message-type';
import { partOf } from '../../aws/deployed';
import { queryStatistics } from '../../aws/insights';
import type { Line } from '../../cli/print';
import type { Check } from '../check';
import type { ConnectedContext } from './logto-context';

const DAY = 86_400_000;
/** So many requests for so many numbers, and only one client: hardly anybody but a proxy. */
const ENOUGH = { requests: 10, numbers: 5 } as const;

/** So many times more requests without an address than with one: those with one say nothing of the rest. */
const FAR_MORE = 10;

/** The types that the sign-in page requests. For others Logto names no address, or an administrator's. */
const FROM_SIGN_IN_PAGE: readonly MessageType[] = ['SignIn', 'Register', 'ForgotPassword', 'MfaVerification'];

const QUERY = [
  `filter ispresent(number) and type in [${FROM_SIGN_IN_PAGE.map((type) => `"${type}"`).join(', ')}]`,
  'stats count(*) as requests, count_distinct(number) as numbers by client',
  'sort requests desc',
  // The rows are added up, so the small ones count too.
  'limit 1000',
].join(' | ');

/** Checks, in the log of the last day, whether Logto names one address for everybody, or none. */
export const proxy: Check<ConnectedContext> = {
  name: 'logto-proxy',
  about: 'whose address Logto names',
  actions: ['logs:GetQueryResults', 'logs:StartQuery'],
  async run({ sdk, stack, config, now, sleep }) {
    const search = { groups: [partOf(stack, 'senderLog')], query: QUERY, from: now() - DAY, to: now() };
    const rows = await queryStatistics(sdk, search, sleep);
    const named = totalOf(rows.filter(({ client }) => client !== undefined));
    const without = totalOf(rows.filter(({ client }) => client === undefined));
    const requests = named.requests + without.requests;
    const numbers = named.numbers + without.numbers;
    const isEnough = requests >= ENOUGH.requests && numbers >= ENOUGH.numbers;
    if (isEnough && without.requests >= FAR_MORE * named.requests) {
      const part = named.requests === 0 ? 'the last' : `${without.requests} of the last`;
      return noClient(`${part} ${requests} codes, for ${without.numbers} numbers`);
    }
    if (named.clients > 1) return { state: 'ok', text: 'Logto names several addresses.' };
    if (!isEnough) {
      return {
        state: 'ok',
        text: `Too few codes were requested in the last day to see whose address Logto names (${requests} for ${numbers} numbers).`,
      };
    }
    if (named.requests < ENOUGH.requests || named.numbers < ENOUGH.numbers) {
      const counted = `${named.requests} for ${named.numbers} numbers; without an address: ${without.requests}`;
      return {
        state: 'ok',
        text: `Logto named an address for too few codes of the last day to see whose it is (${counted}).`,
      };
    }
    return oneClient(`the last ${named.requests} codes, for ${named.numbers} numbers`, config.limits.clientPerHour);
  },
};

/** Adds rows up. A number that several clients asked for counts for each of them. */
function totalOf(rows: readonly Readonly<Record<string, string>>[]) {
  const sumOf = (key: string) => rows.reduce((sum, row) => sum + Number(row[key] ?? 0), 0);
  return { clients: rows.length, requests: sumOf('requests'), numbers: sumOf('numbers') };
}

function oneClient(found: string, clientPerHour: number | false): Line {
  const limit =
    clientPerHour === false
      ? 'the log cannot tell people apart.'
      : `after ${clientPerHour} codes in an hour everybody is refused (limits.clientPerHour).`;
  return {
    state: 'warn',
    text: `Logto named one and the same address for ${found}, probably that of its own proxy: ${limit}`,
    next: 'Let Logto trust its proxy: docs/runbook.md, "LimitIp". If all these people really share one address, as in an office, ignore this.',
  };
}

function noClient(found: string): Line {
  return {
    state: 'warn',
    text: `Logto named no public address for ${found}: no limit per client holds, so one attacker can use up the day for everybody.`,
    next: 'Let Logto trust its proxy: docs/runbook.md, "LimitIp". If the stack was updated within a day, its log may have no addresses yet: look again tomorrow.',
  };
}

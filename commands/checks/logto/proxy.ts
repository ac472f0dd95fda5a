import type { MessageType } from '../../../contract/message-type';
import { partOf } from '../../aws/deployed';
import { queryStatistics } from '../../aws/insights';
import type { Line } from '../../cli/print';
import type { Check } from '../check';
import type { ConnectedContext } from './logto-context';

const DAY = 86_400_000;
/** So many requests for so many numbers, and only one client: hardly anybody but a proxy. */
const ENOUGH = { requests: 10, numbers: 5 } as const;

/** The types that the sign-in page requests. For others Logto names no address, or an administrator's. */
const FROM_SIGN_IN_PAGE: readonly MessageType[] = ['SignIn', 'Register', 'ForgotPassword', 'MfaVerification'];

// Three rows are enough: one may be the requests without a client, and two clients are no proxy.
const QUERY = [
  `filter ispresent(number) and type in [${FROM_SIGN_IN_PAGE.map((type) => `"${type}"`).join(', ')}]`,
  'stats count(*) as requests, count_distinct(number) as numbers by client',
  'sort requests desc',
  'limit 3',
].join(' | ');

/** Checks, in the log of the last day, whether Logto names the address of the person or that of its own proxy. */
export const proxy: Check<ConnectedContext> = {
  name: 'logto-proxy',
  about: 'whose address Logto names',
  actions: ['logs:GetQueryResults', 'logs:StartQuery'],
  async run({ sdk, stack, config, now, sleep }) {
    const search = { groups: [partOf(stack, 'senderLog')], query: QUERY, from: now() - DAY, to: now() };
    const rows = await queryStatistics(sdk, search, sleep);
    const named = rows.filter(({ client }) => client !== undefined);
    const [only, another] = named.length > 0 ? named : rows;
    if (another)
      return { state: 'ok', text: 'Logto names the address of the person who asks for a code, not that of its proxy.' };
    const requests = Number(only?.requests ?? 0);
    const numbers = Number(only?.numbers ?? 0);
    if (requests < ENOUGH.requests || numbers < ENOUGH.numbers) {
      return {
        state: 'ok',
        text: `Too few codes were requested in the last day to see whose address Logto names (${requests} for ${numbers} numbers).`,
      };
    }
    const found = `the last ${requests} codes, for ${numbers} numbers`;
    return named.length > 0 ? oneClient(found, config.limits.clientPerHour) : noClient(found);
  },
};

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

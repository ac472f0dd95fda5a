import { HISTORY_DAYS } from '../../contract/verified-share';
import { deletedSecret, deletionOf, READ_DELETION_ACTION, SIGNING_KEY } from '../aws/deleted-secret';
import { findPart, partOf } from '../aws/deployed';
import { queryStatistics } from '../aws/insights';
import type { Line } from '../cli/print';
import type { Check, StackContext } from './check';

const DAY = 86_400_000;
/** The log of the sender is kept for a month (`lib/private-log.ts`). A quiet site has days without a code. */
const SEARCHED_DAYS = 30;
/** `enforce` is worth it if it would have refused at most this part of the codes, in the last days. */
const FEW = 0.01;
const RECENT_DAYS = 7;

/** A line has `proven` if its code can be counted. `share` is missing when the limit let it pass (`ShareFinding`). */
const QUERY = [
  'filter ispresent(proven) or refusal = "limit-unverified"',
  'stats count(*) as codes by bin(1d) as day, share, refusal',
].join(' | ');

/** Checks whether Logto's events come, and, while `verifiedShare` records, whether there is enough to enforce it. */
export const verifiedShare: Check<StackContext> = {
  name: 'verified-share',
  about: 'the limit by the share of used codes',
  actions: [READ_DELETION_ACTION, 'logs:GetQueryResults', 'logs:StartQuery'],
  async run({ sdk, stack, config, now }) {
    const mode = config.verifiedShare;
    const secret = findPart(stack, 'signingKey');
    if (secret === undefined) return mode === 'off' ? undefined : notDeployed(mode);
    const deletion = await deletionOf(sdk, secret);
    if (deletion) throw deletedSecret(secret, SIGNING_KEY, deletion, sdk.region);
    const search = { groups: [partOf(stack, 'senderLog')], from: now() - SEARCHED_DAYS * DAY, to: now() };
    const codes = (await queryStatistics(sdk, { ...search, query: QUERY }, sleep)).map(codesOf);
    return lineOf(codes, mode === 'enforce', now());
  },
};

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Codes of one day of which the limit found the same. */
interface Codes {
  /** The start of the day (UTC), in epoch milliseconds. */
  readonly day: number;
  readonly count: number;
  /** `feed` when the fixed limits held alone, because the events had stopped or never came. */
  readonly finding: 'passed' | 'refused' | 'feed-dead' | 'feed-never';
}

function codesOf({ day = '', codes, share, refusal }: Readonly<Record<string, string>>): Codes {
  const isRefused = share === 'would-refuse' || refusal === 'limit-unverified';
  const isWithoutFeed = share === 'feed-dead' || share === 'feed-never';
  return {
    // Logs Insights writes `2026-11-21 00:00:00.000`, in UTC.
    day: Date.parse(`${day.replace(' ', 'T')}Z`),
    count: Number(codes),
    finding: isWithoutFeed ? share : isRefused ? 'refused' : 'passed',
  };
}

function lineOf(codes: readonly Codes[], isEnforced: boolean, now: number): Line {
  const daysOf = (...findings: Codes['finding'][]) =>
    codes.filter(({ finding }) => findings.includes(finding)).map(({ day }) => day);
  const withFeed = daysOf('passed', 'refused');
  const dead = Math.max(0, ...daysOf('feed-dead'));
  const never = Math.max(0, ...daysOf('feed-never'));
  if (dead > now - 2 * DAY) return feedDead(dead);
  if (never > Math.max(0, ...withFeed)) return feedNever();
  const recent = codes.filter(({ day }) => day > now - RECENT_DAYS * DAY);
  const total = sumOf(recent);
  const refused = sumOf(recent.filter(({ finding }) => finding === 'refused'));
  const found = `${refused} of ${total} codes in the last ${RECENT_DAYS} days`;
  if (isEnforced) return { state: 'ok', text: `The limit by the share of used codes refused ${found}.` };

  const first = Math.min(...withFeed.filter((day) => day > Math.max(dead, never)));
  const days = Number.isFinite(first) ? Math.floor((now - first) / DAY) : 0;
  const would = `verifiedShare "enforce" would have refused ${found}`;
  if (days < HISTORY_DAYS) {
    return {
      state: 'ok',
      text: `${would}. Decide after ${HISTORY_DAYS} days with Logto's events: it has been ${days}.`,
    };
  }
  if (refused > FEW * total) {
    return {
      state: 'warn',
      text: `${would}. That is too many to enforce it, unless it was an attack.`,
      next: 'See who it was, and whether a third or more of your codes stay unused: docs/verified-share.md, "Switch it on"',
    };
  }
  return {
    state: 'ok',
    text: `${would}, and Logto's events have come for ${days} days: there is enough to enforce it.`,
    next: 'Set "verifiedShare": "enforce", and deploy. First read docs/verified-share.md, "Switch it on"',
  };
}

function sumOf(codes: readonly Codes[]): number {
  return codes.reduce((sum, { count }) => sum + count, 0);
}

function notDeployed(mode: string): Line {
  return {
    state: 'warn',
    text: `verifiedShare is "${mode}" in the configuration, but not deployed.`,
    next: 'Deploy it: npx cdk deploy',
  };
}

function feedNever(): Line {
  return {
    state: 'warn',
    text: 'No event of Logto has come yet, so the fixed limits hold alone.',
    next: 'Set up the webhook: npm run connect -- --logto <address> …, or by hand (docs/verified-share.md, "Set up the webhook")',
  };
}

function feedDead(day: number): Line {
  return {
    state: 'warn',
    text: `Logto's events had stopped on ${new Date(day).toISOString().slice(0, 10)}, so the fixed limits held alone.`,
    next: 'If they have not come back, see docs/runbook.md, "FeedDead".',
  };
}

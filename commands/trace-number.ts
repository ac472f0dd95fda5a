import { numberRangesOf } from '../config/number-ranges';
import type { Config } from '../config/schema';
import type { Limits } from '../contract/limits';
import { loggedPart, pseudonyms } from '../contract/pseudonym';
import { awsFault } from './aws/aws-fault';
import { deliveryLogOf } from './aws/delivery-log';
import type { CommandDependencies } from './aws/dependencies';
import { type Deployed, partOf, READ_STACK_ACTIONS } from './aws/deployed';
import { describeLogEntry, findLogEntries, findReceipts, type LogEntry, type Period } from './aws/log-entries';
import { clearNumberCounters, describeNumberCounters, readNumberCounters } from './aws/number-counters';
import { readPseudonymKey } from './aws/secret';
import { runCheck } from './checks/check';
import { optedOut } from './checks/opted-out';
import { textOptedOut } from './checks/text-opted-out';
import type { Output } from './cli/output';
import { countryOf } from './cli/phone';

/** The IAM actions that `trace` needs. */
export const TRACE_ACTIONS = [
  ...READ_STACK_ACTIONS,
  'dynamodb:GetItem',
  'dynamodb:UpdateItem',
  'logs:GetQueryResults',
  'logs:StartQuery',
  'secretsmanager:GetSecretValue',
  ...textOptedOut.actions,
  'sns:CheckIfPhoneNumberIsOptedOut',
  'sns:GetSMSAttributes',
] as const;

/** The number to trace, and how. */
export interface TraceOptions {
  /** E.164. */
  readonly phone: string;
  /** How many hours back to search the logs. */
  readonly hours: number;
  /** Whether to clear the number's counters of today. */
  readonly unlock: boolean;
}

/** What tracing a number needs. */
export interface TraceDependencies extends CommandDependencies {
  readonly config: Config;
  readonly stack: Deployed;
}

const HOUR = 3_600_000;

/** What the logs know of a number. `--json` prints these keys. */
export interface TraceResult {
  /** The part of the number's pseudonym that the log shows: it finds the number's lines there. */
  readonly number: string;
  /** One entry for each request, and each try of a queued message. The oldest is first. */
  readonly attempts: readonly LogEntry[];
}

/**
 * Says why a number got no SMS: whether it can get any, what was requested for it and how that ended, and its counters.
 * The log and the table know the number by its pseudonym, which this function makes as the sender does.
 *
 * @throws CommandError when the stack lacks a part, its key was deleted, or CloudWatch ends a query without a result
 */
export async function traceNumber(
  { phone, hours, unlock }: TraceOptions,
  dependencies: TraceDependencies,
): Promise<TraceResult> {
  const { sdk, config, stack, output, now, sleep } = dependencies;
  const key = await readPseudonymKey(sdk, partOf(stack, 'key'));
  const number = pseudonyms(key)(phone);
  const period = { from: now() - hours * HOUR, to: now() };

  reportCountry(phone, config, output);
  const checking = runCheck(config.sender ? textOptedOut : optedOut, { ...dependencies, phone });
  const finding = await output.during('Checking whether the number has opted out', checking);
  if (finding && finding.state !== 'ok') output.say(finding);

  const groups = [partOf(stack, 'senderLog'), partOf(stack, 'consumerLog')];
  const searching = findLogEntries(sdk, groups, loggedPart(number), period, sleep);
  const entries = await output.during('Searching the log', searching);
  await reportEntries(entries, period, dependencies);
  if (entries.length === 0) {
    output.say({
      state: 'warn',
      text: `The log of the last ${hours} h has no request for this number.`,
      next: "Look in Logto's own log whether it sent one, and run npm run doctor -- --logto <address> … to check its settings and that requests arrive. Requests refused for the country, or because the number is no mobile number, are logged without the number.",
    });
  }

  const table = partOf(stack, 'table');
  const reading = readNumberCounters(sdk, table, number, now());
  output.say(describeNumberCounters(await output.during('Reading the counters', reading), limitsOf(config)));
  if (unlock) {
    await output.during('Clearing the counters', clearNumberCounters(sdk, table, number, now()));
    output.say({ state: 'ok', text: "The number's counters of today are cleared." });
  }
  return { number: loggedPart(number), attempts: entries };
}

function reportCountry(phone: string, config: Config, output: Output): void {
  const country = countryOf(phone, numberRangesOf(config)) ?? '';
  if (config.countries.includes('*') || config.countries.includes(country)) return;
  output.say({
    state: 'fail',
    text: `The number's country (${country}) is not in "countries": every code for it is refused.`,
    next: 'To serve it, add it to "countries" in the configuration and deploy.',
  });
}

async function reportEntries(
  entries: readonly LogEntry[],
  period: Period,
  { sdk, stack, output, sleep }: TraceDependencies,
): Promise<void> {
  const messageIds = entries.flatMap(({ messageId }) => messageId ?? []);
  if (messageIds.length === 0) {
    for (const entry of entries) output.say(describeLogEntry(entry, undefined));
    return;
  }
  const searching = deliveryLogOf(sdk, stack).then((log) => log && findReceipts(sdk, log, messageIds, period, sleep));
  const receipts = await output.during('Searching the delivery receipts', searching).catch((error) => {
    const { text, next } = awsFault(error, ['sns:GetSMSAttributes', 'logs:StartQuery']);
    output.say({ state: 'warn', text: `Cannot search the delivery receipts: ${text}.`, next });
    return new Map();
  });
  for (const entry of entries) output.say(describeLogEntry(entry, receipts?.get(entry.messageId ?? '')));
  if (receipts === undefined) {
    output.say({
      state: 'warn',
      text: 'Delivery receipts are off: only the phone shows whether an SMS that SNS accepted has arrived.',
      next: 'npm run doctor says how to turn them on.',
    });
  }
}

function limitsOf({ limits }: Config): Pick<Limits, 'numberPerDay' | 'numberPer10Minutes'> {
  const toOptional = (limit: number | false) => (limit === false ? undefined : limit);
  return { numberPerDay: toOptional(limits.numberPerDay), numberPer10Minutes: toOptional(limits.numberPer10Minutes) };
}

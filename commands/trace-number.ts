import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile';
import type { Config } from '../config/schema';
import type { Limits } from '../contract/limits';
import { loggedPart, pseudonyms } from '../contract/pseudonym';
import { awsFault } from './aws/aws-fault';
import { type Deployed, partOf, READ_STACK } from './aws/deployed';
import { deliveriesOf, type LogEntry, logEntriesOf, wordsOfLogEntry } from './aws/log-entries';
import { countedOf, forgetCounted, wordsOfCounted } from './aws/number-counters';
import type { Sdk } from './aws/sdk';
import { readCurrent } from './aws/secret';
import { runCheck } from './checks/check';
import { optedOut } from './checks/opted-out';
import type { Output } from './cli/output';

/** The IAM actions of trace. */
export const TRACE_ACTIONS = [
  ...READ_STACK,
  'dynamodb:DeleteItem',
  'dynamodb:GetItem',
  'logs:GetQueryResults',
  'logs:StartQuery',
  'secretsmanager:GetSecretValue',
  'sns:CheckIfPhoneNumberIsOptedOut',
  'sns:GetSMSAttributes',
] as const;

/** What the operator wants to know. */
export interface TraceOptions {
  /** E.164. */
  readonly phone: string;
  /** How far back to look. */
  readonly hours: number;
  /** Whether to clear what is counted of the number today. */
  readonly unlock: boolean;
}

/** What tracing needs of the world. */
export interface TraceDependencies {
  readonly sdk: Sdk;
  readonly config: Config;
  readonly stack: Deployed;
  readonly output: Output;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

const HOUR = 3_600_000;

/** What is known of a number, for programs. */
export interface Trace {
  /** By which the log can be searched. */
  readonly number: string;
  readonly attempts: readonly LogEntry[];
}

/**
 * Tells why a number got nothing: whether it may get SMS at all, what was asked for it and what became of that, what is
 * counted of it. Number and answers are joined by the pseudonym that the function makes, too.
 */
export async function traceNumber({ phone, hours, unlock }: TraceOptions, scene: TraceDependencies): Promise<Trace> {
  const { sdk, config, stack, output, now, sleep } = scene;
  const { value: key } = await readCurrent(sdk, partOf(stack, 'key'));
  const number = pseudonyms(key)(phone);
  const period = { from: now() - hours * HOUR, to: now() };

  sayWhetherServed(phone, config, output);
  const opted = await output.during('Asking SNS', runCheck(optedOut, { ...scene, phone }));
  if (opted && opted.state !== 'ok') output.say(opted);

  const groups = [partOf(stack, 'senderLog'), partOf(stack, 'consumerLog')];
  const searching = logEntriesOf(sdk, groups, loggedPart(number), period, sleep);
  const attempts = await output.during('Searching the log', searching);
  await sayAttempts(attempts, period, scene);
  if (attempts.length === 0) {
    output.say({
      state: 'warn',
      text: `The log of the last ${hours} h knows nothing of this number.`,
      next: 'Did Logto ask at all? Its own log tells; npm run doctor looks at the way here. Numbers refused by country, or as no mobile numbers, are not kept.',
    });
  }

  const table = partOf(stack, 'table');
  const counting = countedOf(sdk, table, number, now());
  output.say(wordsOfCounted(await output.during('Looking at the counters', counting), limitsOf(config)));
  if (unlock) {
    await output.during('Clearing the limits', forgetCounted(sdk, table, number, now()));
    output.say({ state: 'ok', text: 'Its limits are cleared: it starts the day anew.' });
  }
  return { number: loggedPart(number), attempts };
}

function sayWhetherServed(phone: string, { countries }: Config, output: Output): void {
  const country = parsePhoneNumberFromString(phone)?.country ?? '';
  if (countries.includes('*') || countries.includes(country)) return;
  output.say({
    state: 'fail',
    text: `Its country (${country}) is not among "countries": every code for it is refused.`,
    next: 'Add it to the configuration and deploy, if you want to serve it.',
  });
}

async function sayAttempts(
  attempts: readonly LogEntry[],
  period: { readonly from: number; readonly to: number },
  { sdk, stack, output, sleep }: TraceDependencies,
): Promise<void> {
  const messageIds = attempts.flatMap(({ messageId }) => messageId ?? []);
  if (messageIds.length === 0) {
    for (const attempt of attempts) output.say(wordsOfLogEntry(attempt, undefined));
    return;
  }
  const searching = deliveriesOf(sdk, partOf(stack, 'token'), messageIds, period, sleep);
  const deliveries = await output.during('Searching the delivery receipts', searching).catch((error) => {
    const { text, next } = awsFault(error, ['sns:GetSMSAttributes', 'logs:StartQuery']);
    output.say({ state: 'warn', text: `Cannot look at the delivery receipts: ${text}.`, next });
    return new Map();
  });
  for (const attempt of attempts) output.say(wordsOfLogEntry(attempt, deliveries?.get(attempt.messageId ?? '')));
  if (deliveries === undefined) {
    output.say({
      state: 'warn',
      text: 'Delivery receipts are off: whether what SNS took has arrived, only the phone can tell.',
      next: 'npm run doctor tells how to turn them on.',
    });
  }
}

function limitsOf({ limits }: Config): Pick<Limits, 'numberPerDay' | 'numberPer10Minutes'> {
  const on = (limit: number | false) => (limit === false ? undefined : limit);
  return { numberPerDay: on(limits.numberPerDay), numberPer10Minutes: on(limits.numberPer10Minutes) };
}

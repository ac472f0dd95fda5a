import type { Context } from './context';

/** Something that a target cannot do, or does differently from AWS, and what checks it instead. */
export interface Limit {
  readonly where: Context['where'];
  readonly what: string;
  /** The name of the check that is skipped because of it. @default no check needs it */
  readonly skips?: string;
  readonly instead: string;
}

/**
 * All limits. `docs/integration-test.md` shows the same list, and a test compares the two. `emulator.py` closes other gaps
 * of MiniStack.
 */
export const LIMITS: readonly Limit[] = [
  {
    where: 'emulator',
    what: 'extracts no metrics from log lines',
    skips: 'counts what was sent where the alarms look for it',
    instead: '`test/runtime/deployed-bundle.test.ts`: puts each metric where CloudWatch looks for it',
  },
  {
    where: 'emulator',
    what: 'writes no access log',
    skips: 'writes a line into the access log for what never reaches the function',
    instead: 'destination and format are read back from the stage',
  },
  {
    where: 'emulator',
    what: 'does not throttle requests',
    instead: 'rate and burst are read back from the stage',
  },
  {
    where: 'emulator',
    what: "does not check the function's policy before the API calls it",
    instead: 'the policy is read back and compared whole',
  },
  {
    where: 'emulator',
    what: 'enforces IAM for the functions only, not for the deployment or the alarms',
    instead: "the topic's policy is read back",
  },
  {
    where: 'emulator',
    what: "runs the functions on this machine's Node and processor, with all its memory",
    instead: 'runtime, architecture and memory are read back; CI runs on Node 20 and 24',
  },
  {
    where: 'emulator',
    what: 'does not wrap `console` output into JSON',
    instead: "`test/runtime/deployed-bundle.test.ts`, under AWS's own runtime client",
  },
  {
    where: 'emulator',
    what: 'answers 502 when a function fails, where API Gateway answers 500 or 503',
    instead: 'nothing depends on it: the handler answers every failure itself',
  },
  {
    where: 'emulator',
    what: 'treats every call from the functions as one over TLS',
    instead: 'the policies of the topic and of the queues are read back',
  },
  {
    where: 'emulator',
    what: "delivers and deletes the queue's messages without checking the consumer's permissions",
    instead: "the statements of the consumer's role are read back",
  },
  {
    where: 'emulator',
    what: 'does not delete expired items, and encrypts neither table nor queues',
    instead: 'both settings are read back; the windows are part of the keys, so no limit depends on the deletion',
  },
  {
    where: 'emulator',
    what: 'evaluates no alarms, and confirms e-mail subscriptions by itself',
    instead: "metric, dimensions, threshold and actions of each alarm, and the subscription's address, are read back",
  },
  {
    where: 'emulator',
    what: 'updates some resources in place that CloudFormation replaces',
    instead: 'the templates of both versions are compared by `cdk diff`, which knows what CloudFormation replaces',
  },
  {
    where: 'emulator',
    what: 'takes one second to update a function, and pauses the queue in an instant',
    instead: 'nothing: no request is sent while the update runs',
  },
  {
    where: 'emulator',
    what: 'lists dashboards in a form that the SDK cannot read',
    instead: '`test/lib/monitoring/dashboard.test.ts`; in an account the test checks that the dashboard is gone',
  },
  {
    where: 'emulator',
    what: 'accepts every SMS: no sandbox, no spend limit, no rate, no unknown sender',
    instead: '`test/runtime/deployed-bundle.test.ts`: how it answers when SNS throttles, fails or refuses',
  },
  {
    where: 'emulator',
    what: 'has no AWS End User Messaging: a stand-in accepts every sender, number and text',
    instead: '`test/runtime/send-errors.test.ts`: how the function answers each reason that the service can give',
  },
  {
    where: 'emulator',
    what: 'speaks plain HTTP at an address of its own: the output `EndpointUrl` does not resolve',
    instead: 'the id of the API in that output is the one that is called',
  },
  {
    where: 'account',
    what: 'shows nobody the text of an SMS',
    skips: "hands SNS the text in the person's language, as transactional, within the configured price",
    instead: 'the emulator does; on AWS the log says what SNS accepted',
  },
  {
    where: 'account',
    what: 'shows nobody the text of an SMS that was queued',
    skips: 'hands SNS what was queued, in the language and at the price of its request',
    instead: "the emulator does; on AWS the consumer's log says what SNS accepted",
  },
  {
    where: 'account',
    what: 'shows nobody the text of an SMS, so none can be counted by its code',
    skips: 'has SNS get the queued code once',
    instead: "the emulator does; on AWS the consumer's log says how often SNS accepted it",
  },
  {
    where: 'account',
    what: 'fails no SMS on request',
    skips: 'leaves no second attempt to the SDK: the code is queued after one, and sent once',
    instead: 'the emulator does, and `test/lambda/sns.test.ts`',
  },
  {
    where: 'account',
    what: 'shows nobody the text of an SMS, so none can be seen to change',
    skips: "changes a message's words",
    instead: 'the emulator does',
  },
];

/** The limit because of which a check is skipped. `undefined` for one that runs. */
export function limitOf(check: string, where: Context['where']): Limit | undefined {
  return LIMITS.find((limit) => limit.where === where && limit.skips === check);
}

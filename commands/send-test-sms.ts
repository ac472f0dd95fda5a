import { randomInt } from 'node:crypto';
import type { LogLine } from '../contract/log-line';
import type { MessageType } from '../contract/message-type';
import { wordsOfAnswer } from './aws/answer-words';
import { awsFault } from './aws/aws-fault';
import { deliveryGroups, deliveryOf, hasReceipts, wordsOfDelivery } from './aws/delivery';
import { type Deployed, endpointOf, partOf, READ_STACK } from './aws/deployed';
import { post } from './aws/endpoint';
import { jsonLines } from './aws/log-lines';
import type { Sdk } from './aws/sdk';
import { readCurrent } from './aws/secret';
import type { Output } from './cli/output';
import type { Line } from './cli/print';

/** The IAM actions of send-test. */
export const SEND_TEST_ACTIONS = [
  ...READ_STACK,
  'logs:FilterLogEvents',
  'secretsmanager:GetSecretValue',
  'sns:GetSMSAttributes',
] as const;

/** The SMS to send. */
export interface TestSms {
  /** E.164. */
  readonly phone: string;
  readonly type: MessageType;
  readonly locale: string | undefined;
  /** How long to wait for the delivery. */
  readonly waitSeconds: number;
}

/** What became of it. */
export interface TestResult {
  /** Whether it is on its way or there, as far as is known. */
  readonly ok: boolean;
  readonly requestId: string | undefined;
  readonly messageId: string | undefined;
}

/** What a trial needs of the world. */
export interface SendTestDependencies {
  readonly sdk: Sdk;
  readonly stack: Deployed;
  readonly output: Output;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

const POLL_MS = 3_000;

/**
 * Sends one SMS through the deployed endpoint, as Logto would, and tells what became of it as far as anybody can know.
 *
 * @throws Stop when the endpoint cannot be reached
 */
export async function sendTestSms(trial: TestSms, surroundings: SendTestDependencies): Promise<TestResult> {
  const { sdk, stack, output, now } = surroundings;
  const token = await readCurrent(sdk, partOf(stack, 'token'));
  const startedAt = now();
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const sending = post(endpointOf(stack), token.value, requestOf(trial, code));
  const reply = await output.during('Sending', sending);
  output.say(wordsOfAnswer(reply));
  const fate = { requestId: reply.requestId, messageId: reply.body.messageId };
  if (reply.status >= 300) return { ok: false, ...fate };
  output.note(trial.type === 'OrganizationInvitation' ? 'The SMS holds a link.' : `The code in the SMS is ${code}.`);

  const follow = follower(startedAt, trial.waitSeconds, surroundings);
  if (reply.status === 202 && reply.requestId) {
    const end = await follow.queued(reply.requestId);
    if (end?.outcome === 'dropped') return { ok: false, ...fate };
    fate.messageId = end?.messageId;
  }
  return { ok: fate.messageId === undefined || (await follow.delivered(fate.messageId)), ...fate };
}

function requestOf({ phone, type, locale }: TestSms, code: string): object {
  const said = type === 'OrganizationInvitation' ? { link: 'https://example.com/invitation' } : { code };
  // Logto leaves the plus out.
  return { to: phone.slice(1), type, payload: { ...said, ...(locale !== undefined && { locale }) } };
}

/** Looks into the logs again and again until something is there or the time is up. */
function follower(startedAt: number, waitSeconds: number, { sdk, stack, output, now, sleep }: SendTestDependencies) {
  async function poll<T>(look: () => Promise<T | undefined>): Promise<T | undefined> {
    for (;;) {
      const found = await look();
      if (found !== undefined || now() - startedAt >= waitSeconds * 1_000) return found;
      await sleep(POLL_MS);
    }
  }

  /** A log that may not be read ends the waiting, and not the command: the SMS is sent. */
  async function until<T>(doing: string, look: () => Promise<T | undefined>): Promise<T | undefined> {
    if (waitSeconds === 0) return undefined;
    try {
      return await output.during(doing, poll(look));
    } catch (error) {
      const { text, next } = awsFault(error, ['logs:FilterLogEvents']);
      output.say({ state: 'warn', text: `Cannot follow it: ${text}.`, next });
      return undefined;
    }
  }

  return {
    /** Waits until the queue's consumer has sent or dropped it. */
    async queued(requestId: string): Promise<ConsumerLine | undefined> {
      const group = partOf(stack, 'consumerLog');
      const pattern = `{ $.requestId = "${requestId}" && $.outcome != "postponed" }`;
      const end = await until('Waiting for its turn in the queue', async () =>
        (await jsonLines<ConsumerLine>(sdk, group, pattern, startedAt)).at(-1),
      );
      if (end) output.say(wordsOfConsumer(end));
      return end;
    },

    /** Waits for the receipt; `false` when it says that the SMS did not arrive. */
    async delivered(messageId: string): Promise<boolean> {
      if (!(await knowsReceipts())) return true;
      const groups = deliveryGroups(sdk, partOf(stack, 'token'));
      const delivery = await until('Waiting for the delivery receipt', () =>
        deliveryOf(sdk, groups, messageId, startedAt),
      );
      if (delivery) output.say(wordsOfDelivery(delivery));
      else if (waitSeconds > 0) output.say(noReceipt(waitSeconds));
      return delivery?.status !== 'FAILURE';
    },
  };

  async function knowsReceipts(): Promise<boolean> {
    try {
      if (await hasReceipts(sdk)) return true;
      output.say({
        state: 'warn',
        text: 'Delivery receipts are off: whether it arrives, only the phone can tell.',
        next: 'Nothing arrives? npm run doctor',
      });
    } catch (error) {
      const { text, next } = awsFault(error, ['sns:GetSMSAttributes']);
      output.say({ state: 'warn', text: `Cannot see whether there are delivery receipts: ${text}.`, next });
    }
    return false;
  }
}

type ConsumerLine = Pick<LogLine, 'outcome' | 'drop' | 'messageId'>;

function wordsOfConsumer({ outcome, drop }: ConsumerLine): Line {
  if (outcome !== 'dropped') return { state: 'ok', text: 'Its turn came: SNS took the SMS.' };
  return { state: 'fail', text: `It was never sent (${drop}).`, next: 'docs/runbook.md, "Drops", tells why.' };
}

function noReceipt(seconds: number): Line {
  return {
    state: 'warn',
    text: `No delivery receipt within ${seconds} s; some carriers take minutes, some send none.`,
    next: 'Look again later: npm run trace -- <number>',
  };
}

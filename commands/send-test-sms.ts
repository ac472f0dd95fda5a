import { randomInt } from 'node:crypto';
import type { LogLine } from '../contract/log-line';
import type { MessageType } from '../contract/message-type';
import { describeAnswer } from './aws/answer-words';
import { awsFault } from './aws/aws-fault';
import { type DeliveryLog, describeReceipt, findReceipt } from './aws/delivery';
import { deliveryLogOf } from './aws/delivery-log';
import type { CommandDependencies } from './aws/dependencies';
import { type Deployed, endpointOf, partOf, READ_STACK_ACTIONS } from './aws/deployed';
import { post } from './aws/endpoint';
import { filterLogLines } from './aws/log-lines';
import { readCurrent } from './aws/secret';
import type { Line } from './cli/print';

/** The IAM actions that `send-test` needs. */
export const SEND_TEST_ACTIONS = [
  ...READ_STACK_ACTIONS,
  'logs:FilterLogEvents',
  'secretsmanager:GetSecretValue',
  'sns:GetSMSAttributes',
] as const;

/** The SMS to send. */
export interface TestSms {
  /** E.164. */
  readonly phone: string;
  readonly type: MessageType;
  /** A BCP 47 tag. When `undefined`, the endpoint uses `defaultLocale`. */
  readonly locale: string | undefined;
  /** How many seconds to wait until it is sent and delivered; 0 for not at all. */
  readonly waitSeconds: number;
}

/** What became of a test SMS. */
export interface TestResult {
  /** `false` if the SMS was refused, dropped or not delivered. */
  readonly ok: boolean;
  readonly requestId: string | undefined;
  readonly messageId: string | undefined;
}

/** What sending a test SMS needs. */
export interface SendTestDependencies extends CommandDependencies {
  readonly stack: Deployed;
}

const POLL_MS = 3_000;

/**
 * Sends one SMS through the deployed endpoint, as Logto would, and follows it as far as the logs show.
 *
 * @throws CommandError when the endpoint cannot be reached
 */
export async function sendTestSms(sms: TestSms, dependencies: SendTestDependencies): Promise<TestResult> {
  const { sdk, stack, output, now } = dependencies;
  const token = await readCurrent(sdk, partOf(stack, 'token'));
  const startedAt = now();
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const sending = post(endpointOf(stack), token.value, requestOf(sms, code));
  const answer = await output.during('Sending', sending);
  output.say(describeAnswer(answer));
  const ids = { requestId: answer.requestId, messageId: answer.body.messageId };
  if (answer.status >= 300) return { ok: false, ...ids };
  output.note(sms.type === 'OrganizationInvitation' ? 'The SMS contains a link.' : `The code in the SMS is ${code}.`);

  const follower = smsFollower(startedAt, sms.waitSeconds, dependencies);
  if (answer.status === 202 && answer.requestId) {
    const line = await follower.untilProcessed(answer.requestId);
    if (line?.outcome === 'dropped') return { ok: false, ...ids };
    ids.messageId = line?.messageId;
  }
  return { ok: ids.messageId === undefined || (await follower.untilDelivered(ids.messageId)), ...ids };
}

function requestOf({ phone, type, locale }: TestSms, code: string): object {
  const content = type === 'OrganizationInvitation' ? { link: 'https://example.com/invitation' } : { code };
  // Logto leaves the plus out.
  return { to: phone.slice(1), type, payload: { ...content, ...(locale !== undefined && { locale }) } };
}

/** Polls the logs until they show what became of an SMS, or the time is up. */
function smsFollower(startedAt: number, waitSeconds: number, { sdk, stack, output, now, sleep }: SendTestDependencies) {
  async function poll<T>(look: () => Promise<T | undefined>): Promise<T | undefined> {
    for (;;) {
      const found = await look();
      if (found !== undefined || now() - startedAt >= waitSeconds * 1_000) return found;
      await sleep(POLL_MS);
    }
  }

  /** A log that cannot be read ends the waiting but not the command, because the SMS is sent. */
  async function waitFor<T>(doing: string, look: () => Promise<T | undefined>): Promise<T | undefined> {
    if (waitSeconds === 0) return undefined;
    try {
      return await output.during(doing, poll(look));
    } catch (error) {
      const { text, next } = awsFault(error, ['logs:FilterLogEvents']);
      output.say({ state: 'warn', text: `Cannot follow the SMS: ${text}.`, next });
      return undefined;
    }
  }

  return {
    /** Waits until the consumer has sent or dropped the message. */
    async untilProcessed(requestId: string): Promise<ConsumerLine | undefined> {
      const group = partOf(stack, 'consumerLog');
      const pattern = `{ $.requestId = "${requestId}" && $.outcome != "postponed" }`;
      const line = await waitFor('Waiting until the queued SMS is sent', async () =>
        (await filterLogLines<ConsumerLine>(sdk, group, pattern, startedAt)).at(-1),
      );
      if (line) output.say(describeConsumerLine(line));
      return line;
    },

    /** Waits for the delivery receipt. Gives `false` when it says that the SMS did not arrive. */
    async untilDelivered(messageId: string): Promise<boolean> {
      const log = await findDeliveryLog();
      if (!log) return true;
      const receipt = await waitFor('Waiting for the delivery receipt', () =>
        findReceipt(sdk, log, messageId, startedAt),
      );
      if (receipt) output.say(describeReceipt(receipt));
      else if (waitSeconds > 0) output.say(noReceipt(waitSeconds));
      return receipt?.hasArrived !== false;
    },
  };

  async function findDeliveryLog(): Promise<DeliveryLog | undefined> {
    try {
      const log = await deliveryLogOf(sdk, stack);
      if (log) return log;
      output.say({
        state: 'warn',
        text: 'Delivery receipts are off: only the phone shows whether the SMS arrives.',
        next: 'If nothing arrives: npm run doctor',
      });
    } catch (error) {
      const { text, next } = awsFault(error, ['sns:GetSMSAttributes']);
      output.say({ state: 'warn', text: `Cannot check whether delivery receipts are on: ${text}.`, next });
    }
    return undefined;
  }
}

type ConsumerLine = Pick<LogLine, 'outcome' | 'drop' | 'messageId'>;

function describeConsumerLine({ outcome, drop }: ConsumerLine): Line {
  if (outcome !== 'dropped') return { state: 'ok', text: 'The queued SMS was sent: AWS accepted it.' };
  return { state: 'fail', text: `The queued SMS was dropped (${drop}).`, next: 'See docs/runbook.md, "Drops".' };
}

function noReceipt(seconds: number): Line {
  return {
    state: 'warn',
    text: `No delivery receipt within ${seconds} s: some carriers take minutes, others send none.`,
    next: 'Look again later: npm run trace -- <number>',
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { GetSMSAttributesCommand, PublishCommand, SetSMSAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { SIMULATOR } from './endpoint';

/** The account's SMS settings by the attribute names of SNS. */
export type SmsSettings = Readonly<Record<string, string>>;

/** Reads the account's SMS settings. */
export async function readSmsSettings(): Promise<SmsSettings> {
  return (await new SNSClient().send(new GetSMSAttributesCommand({}))).attributes ?? {};
}

/** Sets these settings and leaves the others alone. */
export async function writeSmsSettings(attributes: SmsSettings): Promise<void> {
  await new SNSClient().send(new SetSMSAttributesCommand({ attributes: { ...attributes } }));
}

/**
 * Does something while another application of the account sends an SMS every few milliseconds, each of which SNS logs as long as the
 * settings say so.
 *
 * @returns what the action gives
 */
export async function whileOthersSend<T>(action: () => Promise<T>): Promise<T> {
  const state = { isRunning: true };
  const client = new SNSClient();
  const send = async () => {
    while (state.isRunning) {
      await client.send(new PublishCommand({ PhoneNumber: `+${SIMULATOR.FI}`, Message: 'Somebody else' }));
      await sleep(5);
    }
  };
  const sending = send();
  try {
    return await action();
  } finally {
    state.isRunning = false;
    await sending;
  }
}

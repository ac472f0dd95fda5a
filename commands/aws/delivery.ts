import { GetSMSAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Line } from '../cli/print';
import { filterLogLines } from './log-lines';
import type { Sdk } from './sdk';

/** A line of SNS's delivery log ("Viewing Amazon CloudWatch metrics and logs for SMS deliveries", SNS developer guide). */
export interface DeliveryReceipt {
  readonly status: 'SUCCESS' | 'FAILURE';
  readonly notification: { readonly messageId: string; readonly timestamp: string };
  readonly delivery: {
    readonly providerResponse?: string;
    readonly phoneCarrier?: string;
    readonly priceInUSD?: number;
    readonly dwellTimeMsUntilDeviceAck?: number;
  };
}

/** Whether SNS writes delivery receipts in this account. */
export async function hasReceipts(sdk: Sdk): Promise<boolean> {
  const { attributes } = await new SNSClient(sdk).send(new GetSMSAttributesCommand({}));
  return Boolean(attributes?.DeliveryStatusIAMRole);
}

/**
 * The names of SNS's two log groups: what arrived, and what did not.
 *
 * @param arn any ARN of the account
 */
export function deliveryLogGroups(sdk: Sdk, arn: string): string[] {
  const group = `sns/${sdk.region}/${arn.split(':')[4]}/DirectPublishToPhoneNumber`;
  return [group, `${group}/Failure`];
}

/**
 * Finds the delivery receipt of a message; `undefined` while SNS has not written it.
 *
 * @param since epoch milliseconds
 */
export async function findReceipt(
  sdk: Sdk,
  groups: readonly string[],
  messageId: string,
  since: number,
): Promise<DeliveryReceipt | undefined> {
  const pattern = `{ $.notification.messageId = "${messageId}" }`;
  const found = await Promise.all(groups.map((group) => filterLogLines<DeliveryReceipt>(sdk, group, pattern, since)));
  return found.flat().at(-1);
}

/** What the operator can do about a `providerResponse`, unless it is up to the recipient or the carrier. */
const FIXES: readonly (readonly [response: RegExp, fix: string])[] = [
  [/No quota left for account/i, 'The monthly spend limit is reached: npm run doctor says how to raise it.'],
  [/Rate exceeded/i, 'More SMS are sent than the account may send: lower sendsPerSecond and deploy.'],
  [/opted out/i, 'The number answered STOP: aws sns opt-in-phone-number, possible once in 30 days.'],
  [/exceed max price/i, 'The SMS costs more than maxPriceUsd: raise it and deploy.'],
  [
    /specified destination country|blocked list/i,
    'The account or AWS blocks this country or number: npm run doctor checks it.',
  ],
  [/No origination entities/i, 'There is no number or sender ID to send from: npm run doctor says what is missing.'],
  [
    /Blocked as spam|carrier has blocked/i,
    'Carriers filter unregistered senders: npm run doctor says what to register.',
  ],
];

/** Describes a delivery receipt, with the next step when the SMS did not arrive. */
export function describeReceipt({ status, delivery }: DeliveryReceipt): Line {
  const { providerResponse = 'no reason given', phoneCarrier, priceInUSD } = delivery;
  const carrier = phoneCarrier ? ` (${phoneCarrier})` : '';
  if (status === 'SUCCESS') {
    const price = priceInUSD === undefined ? '' : `, for ${priceInUSD} USD`;
    return { state: 'ok', text: `Delivered${price}: ${providerResponse}${carrier}.` };
  }
  const fix = FIXES.find(([response]) => response.test(providerResponse))?.[1];
  return {
    state: 'fail',
    text: `Not delivered: ${providerResponse}${carrier}.`,
    next: fix ?? 'It is the phone or its carrier: try another number, or try later.',
  };
}

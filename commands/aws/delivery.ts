import { GetSMSAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Line } from '../cli/print';
import { jsonLines } from './log-lines';
import type { Sdk } from './sdk';

/** A line of SNS's delivery log ("Viewing Amazon CloudWatch metrics and logs for SMS deliveries", SNS guide). */
export interface Delivery {
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

/** SNS's two groups: what arrived, and what did not. The account is taken from any ARN of it. */
export function deliveryGroups(sdk: Sdk, arn: string): string[] {
  const group = `sns/${sdk.region}/${arn.split(':')[4]}/DirectPublishToPhoneNumber`;
  return [group, `${group}/Failure`];
}

/** What became of a message, as soon as SNS has written it. */
export async function deliveryOf(
  sdk: Sdk,
  groups: readonly string[],
  messageId: string,
  since: number,
): Promise<Delivery | undefined> {
  const pattern = `{ $.notification.messageId = "${messageId}" }`;
  const found = await Promise.all(groups.map((group) => jsonLines<Delivery>(sdk, group, pattern, since)));
  return found.flat().at(-1);
}

/** What the operator can do about a `providerResponse`, where it is not the recipient's or the carrier's affair. */
const FIXES: readonly (readonly [response: RegExp, mend: string])[] = [
  [/No quota left for account/i, "The month's spend limit is reached: npm run doctor tells how to raise it."],
  [/Rate exceeded/i, 'More SMS go out than the account may send: lower sendsPerSecond and deploy.'],
  [/opted out/i, 'The number answered STOP: aws sns opt-in-phone-number, at most once in 30 days.'],
  [/exceed max price/i, 'maxPriceUsd is lower than the price there: raise it and deploy.'],
  [
    /specified destination country|blocked list/i,
    'The account or AWS blocks this country or number: npm run doctor looks at it.',
  ],
  [/No origination entities/i, 'There is no number or sender ID to send from: npm run doctor tells what is missing.'],
  [
    /Blocked as spam|carrier has blocked/i,
    'Carriers filter unregistered senders: npm run doctor tells what to register.',
  ],
];

/** A delivery in words. */
export function wordsOfDelivery({ status, delivery }: Delivery): Line {
  const { providerResponse = 'no reason given', phoneCarrier, priceInUSD } = delivery;
  const carrier = phoneCarrier ? ` (${phoneCarrier})` : '';
  if (status === 'SUCCESS') {
    const price = priceInUSD === undefined ? '' : `, for ${priceInUSD} USD`;
    return { state: 'ok', text: `Delivered${price}: ${providerResponse}${carrier}.` };
  }
  const mend = FIXES.find(([response]) => response.test(providerResponse))?.[1];
  return {
    state: 'fail',
    text: `Not delivered: ${providerResponse}${carrier}.`,
    next: mend ?? 'It is the phone or its carrier: try another number, or later.',
  };
}

import { GetSMSAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { PROVIDER_RESPONSES, RESPONSE_FAMILIES, type ResponseFamily } from '../../contract/provider-response';
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

/** What the operator can do about a message that did not arrive, by the family of SNS's `providerResponse`. */
const FIXES: Readonly<Record<ResponseFamily, string>> = {
  Quota: 'The monthly spend limit is reached: npm run doctor says how to raise it.',
  Rate: 'More SMS are sent than the account or its sender may send: lower sendsPerSecond and deploy.',
  Setup: 'The account cannot send to this number or country: npm run doctor says what is missing.',
  Price: 'The SMS costs more than maxPriceUsd: raise it and deploy.',
  CarrierBlock: 'Carriers filter unregistered senders: npm run doctor says what to register.',
  OptedOut:
    'The person opted out or blocks SMS: try another number. If they ask you to opt them in, which is possible once in 30 days: aws sns opt-in-phone-number --phone-number <number>',
  Invalid: 'The number or the text is wrong: check the number, and your texts in "messages".',
  Unreachable: 'It is the phone or its carrier: try another number, or try later.',
};
const OTHER_FIX = 'See docs/runbook.md, "FailedDeliveries".';

/** Describes a delivery receipt, with the next step when the SMS did not arrive. */
export function describeReceipt({ status, delivery }: DeliveryReceipt): Line {
  const { providerResponse = 'no reason given', phoneCarrier, priceInUSD } = delivery;
  const carrier = phoneCarrier ? ` (${phoneCarrier})` : '';
  if (status === 'SUCCESS') {
    const price = priceInUSD === undefined ? '' : `, for ${priceInUSD} USD`;
    return { state: 'ok', text: `Delivered${price}: ${providerResponse}${carrier}.` };
  }
  return {
    state: 'fail',
    text: `Not delivered: ${providerResponse.replace(/\.$/, '')}${carrier}.`,
    next: fixOf(providerResponse),
  };
}

function fixOf(providerResponse: string): string {
  const text = providerResponse.toLowerCase();
  const family = RESPONSE_FAMILIES.find((each) =>
    PROVIDER_RESPONSES[each].some((response) => text.includes(response.toLowerCase().replace(/\.$/, ''))),
  );
  return family === undefined ? OTHER_FIX : FIXES[family];
}

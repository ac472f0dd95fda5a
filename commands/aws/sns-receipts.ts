import { GetSMSAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { PROVIDER_RESPONSES, RESPONSE_FAMILIES, type ResponseFamily } from '../../contract/provider-response';
import { type DeliveryLog, type DeliveryReceipt, OTHER_FIX } from './delivery';
import type { Sdk } from './sdk';

/** A line of SNS's delivery log ("Viewing Amazon CloudWatch metrics and logs for SMS deliveries", SNS developer guide). */
interface SnsReceipt {
  readonly status: 'SUCCESS' | 'FAILURE';
  readonly notification: { readonly messageId: string };
  readonly delivery: {
    readonly providerResponse?: string;
    readonly phoneCarrier?: string;
    readonly priceInUSD?: number;
  };
}

/** Whether SNS writes delivery receipts in this account. */
export async function hasSnsReceipts(sdk: Sdk): Promise<boolean> {
  const { attributes } = await new SNSClient(sdk).send(new GetSMSAttributesCommand({}));
  return Boolean(attributes?.DeliveryStatusIAMRole);
}

/**
 * Describes SNS's delivery log, which has two groups: what arrived, and what did not.
 *
 * @param arn any ARN of the account
 */
export function snsDeliveryLog(sdk: Sdk, arn: string): DeliveryLog {
  const group = `sns/${sdk.region}/${arn.split(':')[4]}/DirectPublishToPhoneNumber`;
  return {
    groups: [group, `${group}/Failure`],
    idField: 'notification.messageId',
    receiptOf: (line) => receiptOf(line as SnsReceipt),
  };
}

function receiptOf({ status, notification, delivery }: SnsReceipt): DeliveryReceipt {
  const { providerResponse = 'no reason given', phoneCarrier, priceInUSD } = delivery;
  return {
    messageId: notification.messageId,
    hasArrived: status === 'SUCCESS',
    response: providerResponse,
    carrier: phoneCarrier,
    priceUsd: priceInUSD,
    fix: fixOf(providerResponse),
  };
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

function fixOf(providerResponse: string): string {
  const text = providerResponse.toLowerCase();
  const family = RESPONSE_FAMILIES.find((each) =>
    PROVIDER_RESPONSES[each].some((response) => text.includes(response.toLowerCase().replace(/\.$/, ''))),
  );
  return family === undefined ? OTHER_FIX : FIXES[family];
}

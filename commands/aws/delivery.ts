import type { Line } from '../cli/print';
import { filterLogLines } from './log-lines';
import type { Sdk } from './sdk';

/** What became of a message that AWS had accepted. */
export interface DeliveryReceipt {
  readonly messageId: string;
  readonly hasArrived: boolean;
  /** What AWS says about it, such as `Phone has blocked SMS`. */
  readonly response: string;
  readonly carrier?: string | undefined;
  readonly priceUsd?: number | undefined;
  /** What the operator can do about a message that did not arrive. */
  readonly fix: string;
}

/** A log in which AWS writes what became of messages. */
export interface DeliveryLog {
  /** The names of its log groups. */
  readonly groups: readonly string[];
  /** The field with the message id, such as `notification.messageId`. */
  readonly idField: string;
  /** Reads a line. Gives `undefined` for one that says nothing yet about the end. */
  readonly receiptOf: (line: object) => DeliveryReceipt | undefined;
}

/** What to do where no other fix is known. */
export const OTHER_FIX = 'See docs/runbook.md, "FailedDeliveries".';

/**
 * Finds the delivery receipt of a message; `undefined` while AWS has not written it.
 *
 * @param since epoch milliseconds
 */
export async function findReceipt(
  sdk: Sdk,
  { groups, idField, receiptOf }: DeliveryLog,
  messageId: string,
  since: number,
): Promise<DeliveryReceipt | undefined> {
  const pattern = `{ $.${idField} = "${messageId}" }`;
  const found = await Promise.all(groups.map((group) => filterLogLines<object>(sdk, group, pattern, since)));
  return found
    .flat()
    .flatMap((line) => receiptOf(line) ?? [])
    .at(-1);
}

/** Describes a delivery receipt, with the next step when the SMS did not arrive. */
export function describeReceipt({ hasArrived, response, carrier: name, priceUsd, fix }: DeliveryReceipt): Line {
  const carrier = name ? ` (${name})` : '';
  if (hasArrived) {
    const price = priceUsd === undefined ? '' : `, for ${priceUsd} USD`;
    return { state: 'ok', text: `Delivered${price}: ${response}${carrier}.` };
  }
  return { state: 'fail', text: `Not delivered: ${response.replace(/\.$/, '')}${carrier}.`, next: fix };
}

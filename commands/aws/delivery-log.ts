import type { DeliveryLog } from './delivery';
import { type Deployed, findPart, partOf } from './deployed';
import { messageEventLog } from './message-events';
import type { Sdk } from './sdk';
import { hasSnsReceipts, snsDeliveryLog } from './sns-receipts';

/**
 * Finds the log for the API that the deployed stack sends through. `undefined` when SNS sends, and its delivery receipts are
 * off in the account.
 */
export async function deliveryLogOf(sdk: Sdk, stack: Deployed): Promise<DeliveryLog | undefined> {
  const events = findPart(stack, 'messageEvents');
  if (events !== undefined) return messageEventLog(events);
  return (await hasSnsReceipts(sdk)) ? snsDeliveryLog(sdk, partOf(stack, 'token')) : undefined;
}

import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../config/schema';
import { DeliveryReceipts } from './delivery-receipts';
import { SmsAttributes } from './sms-attributes';

/**
 * Changes settings of the whole account, but only those that the operator asks for.
 *
 * @param name of the endpoint
 * @throws if another construct of the stack changes them too: each would overwrite the other's
 */
export function setAccountAttributes(construct: Construct, name: string, config: Config): void {
  const { deliveryReceipts, setMonthlySpendLimit, monthlySpendLimitUsd } = config;
  if (!deliveryReceipts && !setMonthlySpendLimit) return;
  const other = Stack.of(construct)
    .node.findAll()
    .find((each) => each instanceof SmsAttributes);
  if (other) {
    throw new Error(
      `${other.node.scope?.node.path} already sets the SMS settings of the account. Set deliveryReceipts and ` +
        `setMonthlySpendLimit in one configuration only, and remove them from that of ${construct.node.path}.`,
    );
  }
  const attributes = new SmsAttributes(construct, 'SmsAttributes');
  if (deliveryReceipts) new DeliveryReceipts(construct, 'DeliveryReceipts', attributes, name);
  if (setMonthlySpendLimit) attributes.set('MonthlySpendLimit', { MonthlySpendLimit: String(monthlySpendLimitUsd) });
}

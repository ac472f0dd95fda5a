import { GetSMSAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import type { AccountContext, Check } from './check';

/** Whether anybody can tell what became of an SMS that SNS took. */
export const receipts: Check<AccountContext> = {
  name: 'receipts',
  about: 'the delivery receipts',
  actions: ['sns:GetSMSAttributes'],
  async run({ sdk, config }) {
    const { attributes = {} } = await new SNSClient(sdk).send(new GetSMSAttributesCommand({}));
    if (!attributes.DeliveryStatusIAMRole) {
      return {
        state: 'warn',
        text: 'Delivery receipts are off: SNS\'s "yes" is all you know of an SMS, and it says yes to much that never arrives.',
        next: config.deliveryReceipts
          ? 'The configuration has deliveryReceipts: deploy (npx cdk deploy).'
          : 'Set "deliveryReceipts": true in sms.config.json, and deploy (npx cdk deploy).',
      };
    }
    const rate = Number(attributes.DeliveryStatusSuccessSamplingRate ?? 0);
    const of = rate === 100 ? 'every SMS' : `every failed SMS and ${rate} % of the delivered ones`;
    return { state: 'ok', text: `Delivery receipts are on, for ${of}.` };
  },
};

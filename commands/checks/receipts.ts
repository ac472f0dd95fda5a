import { GetSMSAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import type { AccountContext, Check } from './check';

/** Checks whether SNS writes delivery receipts, which say what became of an SMS that it accepted. */
export const receipts: Check<AccountContext> = {
  name: 'receipts',
  about: 'the delivery receipts',
  api: 'sns',
  actions: ['sns:GetSMSAttributes'],
  async run({ sdk, config }) {
    const { attributes = {} } = await new SNSClient(sdk).send(new GetSMSAttributesCommand({}));
    if (!attributes.DeliveryStatusIAMRole) {
      return {
        state: 'warn',
        text: 'Delivery receipts are off: you learn that SNS accepted an SMS, but not whether it arrived.',
        next: config.deliveryReceipts
          ? 'deliveryReceipts is on in the configuration, but not deployed. Deploy it: npx cdk deploy'
          : 'Set "deliveryReceipts": true in sms.config.json, and deploy (npx cdk deploy).',
      };
    }
    const rate = Number(attributes.DeliveryStatusSuccessSamplingRate ?? 0);
    const of = rate === 100 ? 'every SMS' : `every failed SMS and ${rate} % of the delivered ones`;
    return { state: 'ok', text: `Delivery receipts are on, for ${of}.` };
  },
};

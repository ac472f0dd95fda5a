import { paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns';
import { partOf } from '../aws/deployed';
import type { Check, StackContext } from './check';

/** Checks whether anybody gets the alarms. */
export const alarmMail: Check<StackContext> = {
  name: 'alarm-mail',
  about: 'who gets the alarms',
  actions: ['sns:ListSubscriptionsByTopic'],
  async run({ sdk, stack, config: { alarmEmail } }) {
    const client = new SNSClient(sdk);
    const subscriptions: { endpoint: string; isConfirmed: boolean }[] = [];
    for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
      { client },
      { TopicArn: partOf(stack, 'topic') },
    )) {
      for (const { Endpoint = '', SubscriptionArn = '' } of Subscriptions) {
        subscriptions.push({ endpoint: Endpoint, isConfirmed: SubscriptionArn.startsWith('arn:') });
      }
    }
    const confirmed = subscriptions.filter(({ isConfirmed }) => isConfirmed).map(({ endpoint }) => endpoint);
    const pending = subscriptions.filter(({ isConfirmed }) => !isConfirmed).map(({ endpoint }) => endpoint);
    if (pending.length > 0) {
      return {
        state: confirmed.length > 0 ? 'warn' : 'fail',
        text: `${pending.join(', ')} has not confirmed the subscription to the alarms${confirmed.length > 0 ? '' : ', and nobody else gets them'}.`,
        next: `Follow the link in the mail "AWS Notification - Subscription Confirmation" (look in the spam folder too). If it is older than three days: aws sns subscribe --topic-arn ${partOf(stack, 'topic')} --protocol email --notification-endpoint ${pending[0]} --region ${sdk.region}`,
      };
    }
    if (confirmed.length > 0) return { state: 'ok', text: `The alarms go to ${confirmed.join(', ')}.` };
    return {
      state: 'fail',
      text: 'Nobody gets the alarms.',
      next: alarmEmail
        ? `alarmEmail is ${alarmEmail}, but that is not deployed. Deploy it: npx cdk deploy`
        : 'Set alarmEmail in the configuration and deploy.',
    };
  },
};

import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { check } from './check';
import { context } from './context';
import { CONFIG, CONSUMER, type GetDeployed, SENDER } from './deployed';
import { idOf } from './resources';

/** The alarms, and whom they notify, as AWS's APIs report them. */
export function readBackAlarms(deployed: GetDeployed): void {
  const id = (type: string, start?: string) => idOf(deployed().resources, type, start);

  describe('In the account', () => {
    check('each alarm is on a metric of this stack, and notifies the topic in the output', async () => {
      const { stack } = context();
      const { AlarmTopicArn } = deployed().outputs;
      const sender = `FunctionName=${id('AWS::Lambda::Function', SENDER)}`;
      const consumer = `FunctionName=${id('AWS::Lambda::Function', CONSUMER)}`;
      const queue = `QueueName=${nameOf(id('AWS::SQS::Queue', 'OverflowQueue'))}`;
      const dead = `QueueName=${nameOf(id('AWS::SQS::Queue', 'OverflowDeadLetters'))}`;
      const command = new DescribeAlarmsCommand({ AlarmNamePrefix: `${stack}-` });

      const { MetricAlarms = [] } = await new CloudWatchClient().send(command);

      // An alarm on an expression names no metric.
      const found = MetricAlarms.map(({ AlarmName, Namespace, MetricName, Dimensions, Metrics, Threshold }) => [
        AlarmName?.slice(stack.length + 1),
        ...(Metrics?.length ? ['expression'] : [`${Namespace} ${MetricName}`]),
        ...(Metrics?.length ? [] : [(Dimensions ?? []).map(({ Name, Value }) => `${Name}=${Value}`).join()]),
        String(Threshold),
      ]);
      const phones = 'PhoneNumber=PhoneNumberDirect';
      expect(found.sort()).toEqual([
        ['BadToken', 'LogtoSms BadToken', `Stack=${stack}`, '20'],
        ['BadTokenShare', 'expression', '1'],
        ['ConsumerErrors', 'AWS/Lambda Errors', consumer, '1'],
        ['CountryNotAllowed', 'LogtoSms CountryNotAllowed', `Stack=${stack}`, '20'],
        ['DayShare', 'LogtoSms DayShare', `Stack=${stack}`, '80'],
        ['DeadLetters', 'AWS/SQS ApproximateNumberOfMessagesVisible', dead, '1'],
        ['DeliveryShare', 'expression', '1'],
        ['Drops', 'LogtoSms Drops', `Stack=${stack}`, '1'],
        ['FailedDeliveries', 'AWS/SNS NumberOfNotificationsFailed', phones, '5'],
        ['FunctionDuration', 'AWS/Lambda Duration', sender, '5400'],
        ['FunctionErrors', 'AWS/Lambda Errors', sender, '1'],
        ['FunctionThrottles', 'AWS/Lambda Throttles', sender, '1'],
        ['LimitCountry', 'LogtoSms LimitCountry', `Stack=${stack}`, '1'],
        ['LimitDay', 'LogtoSms DayShare', `Stack=${stack}`, '100'],
        ['LimitIp', 'LogtoSms LimitIp', `Stack=${stack}`, '20'],
        ['LimitNumber', 'LogtoSms LimitNumber', `Stack=${stack}`, '20'],
        ['NotUnderstood', 'expression', '1'],
        ['OverflowAge', 'AWS/SQS ApproximateAgeOfOldestMessage', queue, String(CONFIG.overflowSeconds)],
        ['PreviousToken', 'LogtoSms PreviousToken', `Stack=${stack}`, '1'],
        ['ServerErrors', 'AWS/ApiGateway 5xx', `ApiId=${id('AWS::ApiGatewayV2::Api')}`, '1'],
        ['SnsRefused', 'LogtoSms SnsRefused', `Stack=${stack}`, '1'],
        ['SuccessRate', 'expression', '80'],
        ['TableFailures', 'LogtoSms TableFailures', `Stack=${stack}`, '1'],
        ['TurnedAway', 'expression', '50'],
        ['Unavailable', 'LogtoSms Unavailable', `Stack=${stack}`, '1'],
      ]);
      for (const alarm of MetricAlarms) {
        const isOfDay = alarm.MetricName === 'DayShare';
        expect(alarm).toMatchObject({
          TreatMissingData: isOfDay ? 'ignore' : 'notBreaching',
          AlarmActions: [AlarmTopicArn],
          OKActions: [AlarmTopicArn],
          ActionsEnabled: true,
        });
      }
    });

    check('the alarms reach the configured address', async () => {
      const TopicArn = deployed().outputs.AlarmTopicArn;
      const { Subscriptions } = await new SNSClient().send(new ListSubscriptionsByTopicCommand({ TopicArn }));

      expect(Subscriptions).toEqual([expect.objectContaining({ Protocol: 'email', Endpoint: CONFIG.alarmEmail })]);
    });
  });
}

/** The name of a queue, by its URL. */
function nameOf(queueUrl: string): string | undefined {
  return queueUrl.split('/').pop();
}

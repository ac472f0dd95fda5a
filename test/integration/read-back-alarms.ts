import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { check } from './check';
import { context } from './context';
import { CONFIG, CONSUMER, type GetDeployed, SENDER } from './deployed';
import { idOf } from './resources';

/** What wakes somebody, and whom. */
export function readsBackAlarms(deployed: GetDeployed): void {
  const id = (type: string, start?: string) => idOf(deployed().resources, type, start);

  describe('In the account', () => {
    check('each alarm watches this stack, and tells the topic in the output', async () => {
      const { stack } = context();
      const { AlarmTopicArn } = deployed().outputs;
      const sender = `FunctionName=${id('AWS::Lambda::Function', SENDER)}`;
      const consumer = `FunctionName=${id('AWS::Lambda::Function', CONSUMER)}`;
      const queue = `QueueName=${nameOf(id('AWS::SQS::Queue', 'OverflowQueue'))}`;
      const dead = `QueueName=${nameOf(id('AWS::SQS::Queue', 'OverflowDeadLetters'))}`;
      const command = new DescribeAlarmsCommand({ AlarmNamePrefix: `${stack}-` });

      const { MetricAlarms = [] } = await new CloudWatchClient().send(command);

      const watched = MetricAlarms.map(({ AlarmName, Namespace, MetricName, Dimensions, Statistic, Threshold }) => [
        AlarmName?.slice(stack.length + 1),
        `${Namespace} ${MetricName}`,
        (Dimensions ?? []).map(({ Name, Value }) => `${Name}=${Value}`).join(),
        `${Statistic} ${Threshold}`,
      ]);
      expect(watched.sort()).toEqual([
        ['ConsumerErrors', 'AWS/Lambda Errors', consumer, 'Sum 1'],
        ['DayShare', 'LogtoSms DayShare', `Stack=${stack}`, 'Maximum 80'],
        ['DeadLetters', 'AWS/SQS ApproximateNumberOfMessagesVisible', dead, 'Maximum 1'],
        ['Drops', 'LogtoSms Drops', `Stack=${stack}`, 'Sum 1'],
        ['FunctionErrors', 'AWS/Lambda Errors', sender, 'Sum 1'],
        ['FunctionThrottles', 'AWS/Lambda Throttles', sender, 'Sum 1'],
        ['OverflowAge', 'AWS/SQS ApproximateAgeOfOldestMessage', queue, `Maximum ${CONFIG.overflowSeconds}`],
        ['SendFailures', 'LogtoSms SendFailures', `Stack=${stack}`, 'Sum 1'],
        ['ServerErrors', 'AWS/ApiGateway 5xx', `ApiId=${id('AWS::ApiGatewayV2::Api')}`, 'Sum 1'],
        ['TableFailures', 'LogtoSms TableFailures', `Stack=${stack}`, 'Sum 1'],
      ]);
      for (const alarm of MetricAlarms) {
        expect(alarm).toMatchObject({
          Period: 300,
          EvaluationPeriods: 1,
          ComparisonOperator: 'GreaterThanOrEqualToThreshold',
          TreatMissingData: 'notBreaching',
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

/** The name of a queue, of its URL. */
function nameOf(queueUrl: string): string | undefined {
  return queueUrl.split('/').pop();
}

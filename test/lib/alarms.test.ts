import { CONFIG, idOf, resourceOf, templateOf } from './stack-of';

describe('Alarms', () => {
  const template = templateOf();
  const topic = idOf(template, 'AWS::SNS::Topic');
  const api = { Name: 'ApiId', Value: { Ref: idOf(template, 'AWS::ApiGatewayV2::Api') } };
  const sender = { Name: 'FunctionName', Value: { Ref: idOf(template, 'AWS::Lambda::Function', 'SenderFunction') } };
  const consumer = {
    Name: 'FunctionName',
    Value: { Ref: idOf(template, 'AWS::Lambda::Function', 'OverflowConsumer') },
  };
  const queue = nameOf('OverflowQueue');
  const deadLetters = nameOf('OverflowDeadLetters');
  const stack = { Name: 'Stack', Value: { Ref: 'AWS::StackName' } };

  function nameOf(start: string) {
    return { Name: 'QueueName', Value: { 'Fn::GetAtt': [idOf(template, 'AWS::SQS::Queue', start), 'QueueName'] } };
  }

  const WATCHED = [
    ['ServerErrors', 'AWS/ApiGateway', '5xx', api, 'Sum', 1],
    ['SendFailures', 'LogtoSms', 'SendFailures', stack, 'Sum', 1],
    ['FunctionErrors', 'AWS/Lambda', 'Errors', sender, 'Sum', 1],
    ['FunctionThrottles', 'AWS/Lambda', 'Throttles', sender, 'Sum', 1],
    ['ConsumerErrors', 'AWS/Lambda', 'Errors', consumer, 'Sum', 1],
    ['Drops', 'LogtoSms', 'Drops', stack, 'Sum', 1],
    ['OverflowAge', 'AWS/SQS', 'ApproximateAgeOfOldestMessage', queue, 'Maximum', 60],
    ['DeadLetters', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', deadLetters, 'Maximum', 1],
    ['TableFailures', 'LogtoSms', 'TableFailures', stack, 'Sum', 1],
    ['DayShare', 'LogtoSms', 'DayShare', stack, 'Maximum', 80],
  ] as const;

  it.each(WATCHED)(
    '%s: watches %s %s for five minutes, and tells of its end',
    (name, space, metric, of, stat, from) => {
      const { Properties } = resourceOf(template, 'AWS::CloudWatch::Alarm', `Alarms${name}`);

      expect(Properties).toEqual({
        AlarmName: { 'Fn::Join': ['', [{ Ref: 'AWS::StackName' }, `-${name}`]] },
        AlarmDescription: expect.stringMatching(new RegExp(`^[A-Z].*\\. What to do: docs/runbook\\.md, "${name}"\\.$`)),
        Namespace: space,
        MetricName: metric,
        Dimensions: [of],
        Statistic: stat,
        Period: 300,
        EvaluationPeriods: 1,
        Threshold: from,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
        AlarmActions: [{ Ref: topic }],
        OKActions: [{ Ref: topic }],
      });
    },
  );

  it('are these and no others', () => {
    template.resourceCountIs('AWS::CloudWatch::Alarm', WATCHED.length);
  });

  it('tell of a queue in which messages are older than they may become', () => {
    const patient = templateOf({ ...CONFIG, overflowSeconds: 300 });

    expect(resourceOf(patient, 'AWS::CloudWatch::Alarm', 'AlarmsOverflowAge').Properties.Threshold).toBe(300);
  });

  it('reach the topic: its policy lets CloudWatch publish from this account, and refuses plain HTTP', () => {
    const [policy, ...more] = Object.values(template.findResources('AWS::SNS::TopicPolicy'));

    expect(more).toEqual([]);
    expect(policy?.Properties.Topics).toEqual([{ Ref: topic }]);
    expect(policy?.Properties.PolicyDocument.Statement).toEqual([
      {
        Sid: 'AllowPublishThroughSSLOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sns:Publish',
        Resource: { Ref: topic },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Sid: 'LetAlarmsPublish',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: { Ref: topic },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
  });

  it('go to a topic without the AWS-managed key, which CloudWatch may not use', () => {
    expect(template.findResources('AWS::SNS::Topic')[topic]?.Properties).toEqual({ DisplayName: 'Logto SMS alarms' });
  });

  it('are mailed to the operator', () => {
    const subscriptions = Object.values(template.findResources('AWS::SNS::Subscription'));

    expect(subscriptions.map(({ Properties }) => Properties)).toEqual([
      { Protocol: 'email', Endpoint: 'ops@example.com', TopicArn: { Ref: topic } },
    ]);
  });

  it('are mailed to nobody where no address is configured', () => {
    templateOf({ brand: 'Acme', countries: ['DE'] }).resourceCountIs('AWS::SNS::Subscription', 0);
  });

  it('have their topic in the outputs', () => {
    template.hasOutput('AlarmTopicArn', { Value: { Ref: topic } });
  });
});

import { idOf, templateOf } from '../template-of';

describe('Alarms', () => {
  const template = templateOf();
  const topic = idOf(template, 'AWS::SNS::Topic');

  it('can publish to the topic: its policy allows CloudWatch of this account, and requires TLS', () => {
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

  it('use a topic without the AWS-managed key, which CloudWatch may not use', () => {
    expect(template.findResources('AWS::SNS::Topic')[topic]?.Properties).toEqual({ DisplayName: 'Logto SMS alarms' });
  });

  it('are mailed to the operator', () => {
    const subscriptions = Object.values(template.findResources('AWS::SNS::Subscription'));

    expect(subscriptions.map(({ Properties }) => Properties)).toEqual([
      { Protocol: 'email', Endpoint: 'ops@example.com', TopicArn: { Ref: topic } },
    ]);
  });

  it('are mailed to nobody if no address is configured', () => {
    templateOf({ brand: 'Acme', countries: ['DE'] }).resourceCountIs('AWS::SNS::Subscription', 0);
  });

  it('have their topic in the outputs', () => {
    template.hasOutput('AlarmTopicArn', { Value: { Ref: topic } });
  });
});

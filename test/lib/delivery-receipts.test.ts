import { PROVIDER_RESPONSES, RESPONSE_FAMILIES } from '../../contract/provider-response';
import { CONFIG, EVERYTHING } from './configurations';
import { idOf, resourceOf, statementsOf, templateOf } from './template-of';

const template = templateOf(EVERYTHING);
const delivered = idOf(template, 'AWS::Logs::LogGroup', 'DeliveryReceiptsDelivered');
const failed = idOf(template, 'AWS::Logs::LogGroup', 'DeliveryReceiptsFailed');
const writer = idOf(template, 'AWS::IAM::Role', 'DeliveryReceiptsWriter');

describe('DeliveryReceipts', () => {
  it('are off by default, with everything else that changes the account', () => {
    const off = templateOf();

    for (const type of ['Custom::SmsAttributes', 'AWS::Logs::MetricFilter', 'AWS::Logs::QueryDefinition']) {
      off.resourceCountIs(type, 0);
    }
    off.resourceCountIs('AWS::Lambda::Function', 2);
    expect(JSON.stringify(off.toJSON())).not.toContain('SetSMSAttributes');
  });

  it.each([
    [delivered, ''],
    [failed, '/Failure'],
  ])('keep the log %s under the name that SNS gives it, for 7 days, with all numbers masked', (id, ending) => {
    const { Properties, DeletionPolicy } = resourceOf(template, 'AWS::Logs::LogGroup', id);

    expect(Properties).toMatchObject({
      LogGroupName: {
        'Fn::Join': [
          '',
          ['sns/', { Ref: 'AWS::Region' }, '/', { Ref: 'AWS::AccountId' }, `/DirectPublishToPhoneNumber${ending}`],
        ],
      },
      RetentionInDays: 7,
      DataProtectionPolicy: {
        Statement: [
          { DataIdentifier: ['PhoneNumber'], Operation: { Audit: { FindingsDestination: {} } } },
          { DataIdentifier: ['PhoneNumber'], Operation: { Deidentify: { MaskConfig: {} } } },
        ],
        Configuration: { CustomDataIdentifier: [{ Name: 'PhoneNumber', Regex: '[+][1-9][0-9]{6,14}' }] },
      },
    });
    expect(DeletionPolicy).toBe('Delete');
  });

  it.each(['+12065550100', '+4915112345678', '+37251234567'])('mask a number such as %s as a whole', (number) => {
    expect(/[+][1-9][0-9]{6,14}/.exec(`{"destination":"${number}"}`)?.[0]).toBe(number);
  });

  it.each(RESPONSE_FAMILIES)('count %s by exact comparison with the known responses of that family', (family) => {
    const { Properties } = resourceOf(template, 'AWS::Logs::MetricFilter', `DeliveryReceipts${family}`);
    const comparisons = String(Properties.FilterPattern)
      .replace(/^\{ (.*) \}$/, '$1')
      .split(' || ')
      .map((comparison) => comparison.replace(/^\((.*)\)$/, '$1'));

    expect(comparisons).toEqual(
      PROVIDER_RESPONSES[family].map((response) => `$.delivery.providerResponse = "${response}"`),
    );
    expect(Properties).toMatchObject({
      LogGroupName: { Ref: failed },
      MetricTransformations: [{ MetricName: `Receipt${family}`, MetricNamespace: 'LogtoSms', MetricValue: '1' }],
    });
  });

  it('have no other filters', () => {
    template.resourceCountIs('AWS::Logs::MetricFilter', RESPONSE_FAMILIES.length);
  });

  it('are written with a role that only SNS may assume, for these two logs', () => {
    expect(resourceOf(template, 'AWS::IAM::Role', writer).Properties.AssumeRolePolicyDocument).toMatchObject({
      Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' } }],
    });
    expect(statementsOf(template, 'DeliveryReceiptsWriter')).toEqual([
      {
        Sid: 'WriteDeliveryLog',
        Effect: 'Allow',
        Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: [{ 'Fn::GetAtt': [delivered, 'Arn'] }, { 'Fn::GetAtt': [failed, 'Arn'] }],
      },
    ]);
  });

  it('are switched on after role and logs are created, and off before these are deleted', () => {
    const { Properties, DependsOn } = resourceOf(template, 'Custom::SmsAttributes', 'SmsAttributesDeliveryLog');

    expect(Properties.Attributes).toEqual({
      DeliveryStatusIAMRole: { 'Fn::GetAtt': [writer, 'Arn'] },
      DeliveryStatusSuccessSamplingRate: '100',
    });
    expect(DependsOn).toEqual(
      expect.arrayContaining([delivered, failed, writer, idOf(template, 'AWS::IAM::Policy', 'DeliveryReceiptsWriter')]),
    );
  });

  it('come with a saved query that finds a delivery by the messageId in our log', () => {
    const { Properties } = resourceOf(template, 'AWS::Logs::QueryDefinition');

    expect(Properties.LogGroupNames).toEqual([{ Ref: delivered }, { Ref: failed }]);
    expect(Properties.QueryString).toContain('filter notification.messageId = ');
    expect(Properties.QueryString).toContain('delivery.providerResponse');
    expect(Properties.QueryString).not.toContain('destination');
  });
});

describe('SmsAttributes', () => {
  it('sets the monthly limit only if the configuration asks for it', () => {
    const limitOnly = templateOf({ ...CONFIG, monthlySpendLimitUsd: 200 });
    const set = resourceOf(template, 'Custom::SmsAttributes', 'SmsAttributesMonthlySpendLimit');

    limitOnly.resourceCountIs('Custom::SmsAttributes', 0);
    expect(set.Properties.Attributes).toEqual({ MonthlySpendLimit: '200' });
  });

  it('has each setting in one resource only, because each resource remembers the previous values on its own', () => {
    const resources = Object.values(template.findResources('Custom::SmsAttributes'));
    const names = resources.flatMap(({ Properties }) => Object.keys(Properties.Attributes));

    expect(new Set(names).size).toBe(names.length);
  });

  it('may read and write the settings, pass roles to SNS, and nothing else', () => {
    expect(statementsOf(template, 'SmsAttributesRole')).toEqual([
      expect.objectContaining({ Sid: 'WriteOwnLog' }),
      {
        Sid: 'SetSmsAttributes',
        Effect: 'Allow',
        Action: ['sns:GetSMSAttributes', 'sns:SetSMSAttributes'],
        Resource: '*',
      },
      {
        Sid: 'PassRoleToSns',
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: {
          'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':role/*']],
        },
        Condition: { StringEquals: { 'iam:PassedToService': 'sns.amazonaws.com' } },
      },
    ]);
  });

  it('is called without retries, and CloudFormation waits three minutes for its answer', () => {
    const invoke = resourceOf(template, 'AWS::Lambda::EventInvokeConfig');
    const handler = idOf(template, 'AWS::Lambda::Function', 'SmsAttributes');
    const set = resourceOf(template, 'Custom::SmsAttributes', 'SmsAttributesDeliveryLog');

    expect(invoke.Properties).toMatchObject({ FunctionName: { Ref: handler }, MaximumRetryAttempts: 0 });
    expect(set.DependsOn).toContain(idOf(template, 'AWS::Lambda::EventInvokeConfig'));
    expect(set.Properties).toMatchObject({ ServiceTimeout: '180', ServiceToken: { 'Fn::GetAtt': [handler, 'Arn'] } });
  });
});

describe('tracing', () => {
  const isTraced = (id: string) => resourceOf(template, 'AWS::Lambda::Function', id).Properties.TracingConfig;

  it('is off by default', () => {
    expect(JSON.stringify(templateOf().toJSON())).not.toMatch(/TracingConfig|xray/);
  });

  it('traces both functions that send SMS if it is on', () => {
    expect(isTraced('SenderFunction')).toEqual({ Mode: 'Active' });
    expect(isTraced('OverflowConsumer')).toEqual({ Mode: 'Active' });
  });
});

import type { Template } from 'aws-cdk-lib/assertions';
import { EVENT_TYPES, FINAL_EVENT_TYPES } from '../../contract/message-event';
import { CONFIG, END_USER_MESSAGING } from './configurations';
import { idOf, resourceOf, statementsOf, templateOf } from './template-of';

const template = templateOf(END_USER_MESSAGING);
const ROLES = ['SenderFunctionRole', 'OverflowConsumerRole'];

const arn = (resource: string) => ({
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':sms-voice:',
      { Ref: 'AWS::Region' },
      ':',
      { Ref: 'AWS::AccountId' },
      `:${resource}`,
    ],
  ],
});

/** Returns the resources on which a role may send SMS. */
function sendsOn(of: Template, role = 'SenderFunctionRole'): unknown {
  const statements = statementsOf(of, role) as { Sid: string; Action: unknown; Resource: unknown }[];
  const { Action, Resource } = statements.find(({ Sid }) => Sid === 'SendText') ?? {};
  expect(Action).toBe('sms-voice:SendTextMessage');
  return Resource;
}

function withSender(sender: object, others: object = {}): Template {
  return templateOf({ ...CONFIG, ...others, sender: { api: 'end-user-messaging', ...sender } });
}

function configurationSetArn(of: Template): object {
  return { 'Fn::GetAtt': [idOf(of, 'AWS::SMSVOICE::ConfigurationSet'), 'Arn'] };
}

describe('the permission to send', () => {
  it.each(ROLES)('of %s is for the sender and the configuration set, and has nothing of SNS', (role) => {
    expect(sendsOn(template, role)).toEqual([configurationSetArn(template), arn('pool/pool-0123')]);
    expect(JSON.stringify(statementsOf(template, role))).not.toContain('sns:');
  });

  const SENDER_ID = 'arn:aws:sms-voice:eu-west-2:111122223333:sender-id/Acme/GB';

  it('covers each sender once', () => {
    const of = withSender(
      { identity: 'phone-01', countryIdentities: { GB: SENDER_ID, FR: 'phone-01', IT: 'pool-02' } },
      { countries: ['DE', 'GB', 'FR', 'IT'] },
    );

    expect(sendsOn(of)).toEqual([
      SENDER_ID,
      configurationSetArn(of),
      arn('phone-number/phone-01'),
      arn('pool/pool-02'),
    ]);
  });

  it.each([
    ['no sender is named', {}, ['DE']],
    ['a country has none', { countryIdentities: { GB: SENDER_ID } }, ['GB', 'DE']],
    ['every country is served', { countryIdentities: { GB: SENDER_ID } }, ['*']],
  ])('is for all senders where %s, because AWS chooses', (_, sender, countries) => {
    expect(sendsOn(withSender(sender, { countries }))).toBe('*');
  });

  it('is for the named ones if every country has one', () => {
    const of = withSender({ countryIdentities: { GB: SENDER_ID } }, { countries: ['GB'] });

    expect(sendsOn(of)).toEqual([SENDER_ID, configurationSetArn(of)]);
  });

  it.each([
    ['protect-0123', arn('protect-configuration/protect-0123')],
    ['arn:aws:sms-voice:eu-central-1:111122223333:protect-configuration/protect-0123', undefined],
  ])('covers the protect configuration %s, which the functions get', (protectConfiguration, expected) => {
    const of = withSender({ identity: 'pool-0123', protectConfiguration });

    expect(sendsOn(of)).toContainEqual(expected ?? protectConfiguration);
    expect(environmentOf(of).PROTECT_CONFIGURATION).toBe(protectConfiguration);
  });

  // CloudFormation creates new resources before it updates the functions, and deletes old ones after that. A policy with the
  // same name would be overwritten first, and deleted then.
  it.each(ROLES)(
    'of %s is in a policy of its own, so that a deployment that switches keeps the other one until its end',
    (role) => {
      const [sns, eum] = [templateOf(CONFIG), template].map((of) => resourceOf(of, 'AWS::IAM::Policy', role));
      const [snsId, eumId] = [templateOf(CONFIG), template].map((of) => idOf(of, 'AWS::IAM::Policy', role));

      expect(eumId).not.toBe(snsId);
      expect(eum?.Properties.PolicyName).not.toBe(sns?.Properties.PolicyName);
      expect(idOf(template, 'AWS::IAM::Role', role)).toBe(idOf(templateOf(CONFIG), 'AWS::IAM::Role', role));
    },
  );

  it.each(['SenderFunction', 'OverflowConsumer'])('is there before the code of %s', (start) => {
    const policy = idOf(template, 'AWS::IAM::Policy', start);

    expect(resourceOf(template, 'AWS::Lambda::Function', start).DependsOn).toContain(policy);
  });
});

describe('the event log', () => {
  const set = resourceOf(template, 'AWS::SMSVOICE::ConfigurationSet');
  const events = idOf(template, 'AWS::Logs::LogGroup', 'EndUserMessagingLogEvents');
  const writer = idOf(template, 'AWS::IAM::Role', 'EndUserMessagingLogWriter');
  const { ConfigurationSetName: name } = set.Properties;

  it('is on, for every event that says how a message ended', () => {
    expect(set.Properties.EventDestinations).toEqual([
      {
        EventDestinationName: 'log',
        Enabled: true,
        MatchingEventTypes: FINAL_EVENT_TYPES,
        CloudWatchLogsDestination: {
          IamRoleArn: { 'Fn::GetAtt': [writer, 'Arn'] },
          LogGroupArn: {
            'Fn::Join': [
              '',
              [
                'arn:',
                { Ref: 'AWS::Partition' },
                ':logs:',
                { Ref: 'AWS::Region' },
                ':',
                { Ref: 'AWS::AccountId' },
                ':log-group:',
                { Ref: events },
              ],
            ],
          },
        },
      },
    ]);
  });

  it('is what both functions name in each message', () => {
    const ref = { Ref: idOf(template, 'AWS::SMSVOICE::ConfigurationSet') };

    expect(environmentOf(template).CONFIGURATION_SET).toEqual(ref);
    expect(environmentOf(template, 'OverflowConsumer').CONFIGURATION_SET).toEqual(ref);
  });

  it('has a name that the API takes, however long that of the stack is, and another one in each stack', () => {
    const names = ['a', 'b'].map((end) => {
      const of = templateOf({ ...END_USER_MESSAGING, stackName: `${'Long-'.repeat(19)}${end}` });
      return resourceOf(of, 'AWS::SMSVOICE::ConfigurationSet').Properties.ConfigurationSetName;
    });

    for (const each of [name, ...names]) expect(each).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
    expect(new Set([name, ...names]).size).toBe(3);
  });

  it('keeps phone numbers for 7 days, masked', () => {
    const { Properties, DeletionPolicy } = resourceOf(template, 'AWS::Logs::LogGroup', events);

    expect(Properties).toMatchObject({
      RetentionInDays: 7,
      DataProtectionPolicy: {
        Statement: [
          { Operation: { Audit: { FindingsDestination: {} } } },
          { Operation: { Deidentify: { MaskConfig: {} } } },
        ],
        Configuration: { CustomDataIdentifier: [{ Name: 'PhoneNumber', Regex: '[+][1-9][0-9]{6,14}' }] },
      },
    });
    expect(DeletionPolicy).toBe('Delete');
  });

  it('is written with a role that only the service may assume, for this configuration set of this account', () => {
    expect(resourceOf(template, 'AWS::IAM::Role', writer).Properties.AssumeRolePolicyDocument).toMatchObject({
      Statement: [
        {
          Action: 'sts:AssumeRole',
          Effect: 'Allow',
          Principal: { Service: 'sms-voice.amazonaws.com' },
          Condition: {
            StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
            ArnLike: { 'aws:SourceArn': arn(`configuration-set/${name}`) },
          },
        },
      ],
    });
    expect(statementsOf(template, 'EndUserMessagingLogWriter')).toEqual([
      {
        Sid: 'WriteMessageEvents',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': [events, 'Arn'] },
      },
    ]);
  });

  it('is switched on when the role may write, and off before role and group are deleted', () => {
    expect(set.DependsOn).toEqual(
      expect.arrayContaining([writer, idOf(template, 'AWS::IAM::Policy', 'EndUserMessagingLogWriter')]),
    );
  });

  it('is in no stack that sends through SNS', () => {
    const sns = templateOf(CONFIG);

    for (const type of ['ConfigurationSet', 'ProtectConfiguration']) sns.resourceCountIs(`AWS::SMSVOICE::${type}`, 0);
    expect(JSON.stringify(sns.toJSON())).not.toContain('sms-voice');
  });

  it('comes with a saved query that finds a message by the messageId in our log, without its number', () => {
    const { Properties } = resourceOf(template, 'AWS::Logs::QueryDefinition');

    expect(Properties.LogGroupNames).toEqual([{ Ref: events }]);
    expect(Properties.QueryString).toContain('filter messageId = ');
    expect(Properties.QueryString).not.toContain('PhoneNumber');
  });
});

describe('the metrics of the event log', () => {
  const NAMESPACE = { 'Fn::Join': ['', ['LogtoSms/', { Ref: 'AWS::StackName' }]] };
  const failures = FINAL_EVENT_TYPES.filter((type) => !EVENT_TYPES.Delivered.some((delivered) => delivered === type));

  it.each([
    ['DeliveredFilter', 'ReceiptDelivered', EVENT_TYPES.Delivered],
    ['FailedFilter', 'ReceiptFailed', failures],
    ['CarrierBlockFilter', 'ReceiptCarrierBlock', EVENT_TYPES.CarrierBlock],
  ])('%s counts the last event of a message as %s', (filter, MetricName, types) => {
    const { Properties } = resourceOf(template, 'AWS::Logs::MetricFilter', `EndUserMessagingLog${filter}`);

    expect(Properties.MetricTransformations).toEqual([{ MetricName, MetricNamespace: NAMESPACE, MetricValue: '1' }]);
    expect(Properties.FilterPattern).toBe(
      `{ ($.isFinal IS TRUE) && (${types.map((type) => `($.eventType = "${type}")`).join(' || ')}) }`,
    );
  });

  it('are no others', () => {
    template.resourceCountIs('AWS::Logs::MetricFilter', 3);
  });

  it.each([
    ['CountryDelivered', 'ReceiptDelivered'],
    ['CountryFailed', 'ReceiptFailed'],
  ])('%s counts the countries with an alarm of their own, by country', (filter, MetricName) => {
    const of = templateOf({ ...END_USER_MESSAGING, countries: ['DE', 'AT', 'FR'], alarmCountries: ['DE', 'AT'] });
    const { Properties } = resourceOf(of, 'AWS::Logs::MetricFilter', `EndUserMessagingLog${filter}`);

    expect(Properties.MetricTransformations).toMatchObject([
      { MetricName, MetricNamespace: NAMESPACE, Dimensions: [{ Key: 'Country', Value: '$.isoCountryCode' }] },
    ]);
    expect(Properties.FilterPattern).toMatch(
      / && \(\(\$\.isoCountryCode = "DE"\) \|\| \(\$\.isoCountryCode = "AT"\)\) }$/,
    );
    of.resourceCountIs('AWS::Logs::MetricFilter', 5);
  });

  it('have patterns that CloudWatch takes (1,024 characters), even with ten countries', () => {
    const countries = ['DE', 'AT', 'FR', 'GB', 'IT', 'ES', 'NL', 'BE', 'PL', 'SE'];
    const of = templateOf({ ...END_USER_MESSAGING, countries, alarmCountries: countries });
    const filters = Object.values(of.findResources('AWS::Logs::MetricFilter'));

    for (const { Properties } of filters) expect(Properties.FilterPattern.length).toBeLessThanOrEqual(1_024);
  });
});

describe('smsProtect', () => {
  function rulesOf(of: Template): Map<string, string> {
    const { CountryRuleSet } = resourceOf(of, 'AWS::SMSVOICE::ProtectConfiguration').Properties as {
      CountryRuleSet: { SMS: { CountryCode: string; ProtectStatus: string }[] };
    };
    expect(Object.keys(CountryRuleSet)).toEqual(['SMS']);
    return new Map(CountryRuleSet.SMS.map(({ CountryCode, ProtectStatus }) => [CountryCode, ProtectStatus]));
  }

  it.each([
    ['block', 'ALLOW'],
    ['monitor', 'MONITOR'],
    ['filter', 'FILTER'],
  ])('%s gives served countries the rule %s, and blocks all others that AWS sends to', (smsProtect, rule) => {
    const rules = rulesOf(templateOf({ ...END_USER_MESSAGING, countries: ['DE', 'AT'], smsProtect }));

    expect(rules.size).toBe(215);
    expect([...rules].filter(([, status]) => status === rule).map(([country]) => country)).toEqual(['AT', 'DE']);
    expect(new Set(rules.values())).toEqual(new Set([rule, 'BLOCK']));
  });

  it('blocks no country if every one is served', () => {
    const of = templateOf({ ...END_USER_MESSAGING, countries: ['*'], smsProtect: 'monitor' });

    expect(new Set(rulesOf(of).values())).toEqual(new Set(['MONITOR']));
  });

  it('is in each message, and the functions may use it', () => {
    const of = templateOf({ ...END_USER_MESSAGING, smsProtect: 'filter' });
    const id = idOf(of, 'AWS::SMSVOICE::ProtectConfiguration');

    for (const start of ['SenderFunction', 'OverflowConsumer']) {
      expect(environmentOf(of, start).PROTECT_CONFIGURATION).toEqual({ 'Fn::GetAtt': [id, 'ProtectConfigurationId'] });
      expect(sendsOn(of, `${start}Role`)).toContainEqual({ 'Fn::GetAtt': [id, 'Arn'] });
    }
  });

  it('is off by default', () => {
    template.resourceCountIs('AWS::SMSVOICE::ProtectConfiguration', 0);
    expect(environmentOf(template)).not.toHaveProperty('PROTECT_CONFIGURATION');
  });
});

function environmentOf(of: Template, start = 'SenderFunction'): Record<string, unknown> {
  const { Environment } = resourceOf(of, 'AWS::Lambda::Function', start).Properties;
  return (Environment as { Variables: Record<string, unknown> }).Variables;
}

import { CfnOutput, NestedStack, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { InvalidConfig } from '../../config/faults';
import { LogtoSms } from '../../lib/logto-sms';
import { CONFIG } from './configurations';
import { appWithFlags } from './stack-of';
import { templateOf } from './template-of';

/** A stack of somebody else, with two endpoints beside a resource of its own. */
function foreignStack() {
  const stack = new Stack(appWithFlags(), 'Shop');
  new Bucket(stack, 'Photos');
  const before = Template.fromStack(stack).toJSON();
  const extended = new Stack(appWithFlags(), 'Shop');
  new Bucket(extended, 'Photos');
  new LogtoSms(extended, 'Sms', { config: CONFIG });
  new LogtoSms(extended, 'Staff Sms', { config: { ...CONFIG, brand: 'Acme Staff' } });
  return { before, template: Template.fromStack(extended) };
}

/** What an account allows once. */
const NAMES = {
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::Logs::LogGroup': 'LogGroupName',
} as const;

describe('LogtoSms in a stack of somebody else', () => {
  const { template, before } = foreignStack();

  it('leaves the other resources as they are', () => {
    for (const [id, resource] of Object.entries(before.Resources))
      expect(template.toJSON().Resources[id]).toEqual(resource);
  });

  it('stands there twice, with all its resources each time', () => {
    const own = Object.keys(templateOf(CONFIG).toJSON().Resources).length;
    expect(Object.keys(template.toJSON().Resources)).toHaveLength(2 * own + Object.keys(before.Resources).length);
  });

  it.each(Object.entries(NAMES))('gives each %s another name', (type, property) => {
    const names = Object.values(template.findResources(type)).map(({ Properties }) =>
      JSON.stringify(Properties[property]),
    );
    const given = names.filter((name) => name !== undefined);
    expect(given.length).toBeGreaterThan(0);
    expect(new Set(given).size).toBe(given.length);
  });

  it.each([
    ['Sms', 'Shop-Sms'],
    ['StaffSms', 'Shop-Staff-Sms'],
  ])('counts the metrics of %s under a dimension of its own: %s', (prefix, dimension) => {
    const alarms = Object.entries(template.findResources('AWS::CloudWatch::Alarm')).filter(([id]) =>
      id.startsWith(`${prefix}Alarms`),
    );
    expect(alarms.length).toBeGreaterThan(20);
    const own = JSON.stringify(alarms).match(/"Name":"Stack","Value":"[^"]*"/g) ?? [];
    expect(new Set(own)).toEqual(new Set([`"Name":"Stack","Value":"${dimension}"`]));
  });

  it('has the outputs of each, with the descriptions by which commands find them', () => {
    const urls = Object.entries(template.findOutputs('*')).filter(([, { Description }]) =>
      /field "Endpoint"/.test(Description),
    );
    expect(urls.map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['SmsEndpointUrl', 'StaffSmsEndpointUrl']);
  });
});

describe('LogtoSms', () => {
  it('has the template of SmsStack under the id Default, with the same logical ids', () => {
    const stack = new Stack(appWithFlags(), 'LogtoSms', { stackName: 'LogtoSms' });
    new LogtoSms(stack, 'Default', { config: CONFIG });
    const { Description: _, ...rest } = templateOf(CONFIG).toJSON();
    expect(Template.fromStack(stack).toJSON()).toEqual(rest);
  });

  it('exposes what people change by themselves', () => {
    const stack = new Stack(appWithFlags(), 'Shop');
    const { endpointUrl, api, handler, table, alarmTopic, alarms, tokenSecret } = new LogtoSms(stack, 'Sms', {
      config: CONFIG,
    });
    new CfnOutput(stack, 'Own', { value: endpointUrl });
    handler.addEnvironment('OWN', 'value');
    for (const value of [api.apiId, table.tableName, alarmTopic.topicArn, tokenSecret.secretArn])
      expect(value).toEqual(expect.any(String));
    expect(alarms.length).toBeGreaterThan(20);
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ OWN: 'value' }) },
    });
  });

  it('sends its alarms to an existing topic, to which it subscribes the address', () => {
    const stack = new Stack(appWithFlags(), 'Shop');
    const alarmTopic = new Topic(stack, 'OnCall');
    const { alarms } = new LogtoSms(stack, 'Sms', { config: { ...CONFIG, alarmEmail: 'ops@example.com' }, alarmTopic });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::SNS::Topic', 1);
    template.resourceCountIs('AWS::SNS::Subscription', 1);
    template.resourcePropertiesCountIs(
      'AWS::CloudWatch::Alarm',
      { AlarmActions: [stack.resolve(alarmTopic.topicArn)] },
      alarms.length,
    );
  });

  it('checks its configuration as the file is checked, and names the construct', () => {
    const stack = new Stack(appWithFlags(), 'Shop');
    const create = () => new LogtoSms(stack, 'Sms', { config: { brand: '', countries: ['UK'] } });
    expect(create).toThrow(InvalidConfig);
    expect(() => new LogtoSms(stack, 'Sms2', { config: { brand: '', countries: ['UK'] } })).toThrow(
      /^Shop\/Sms2 has 2 faults:/,
    );
  });

  describe('with senders of another Region', () => {
    const arn = (region: string, resource: string) => `arn:aws:sms-voice:${region}:111122223333:${resource}`;
    const config = {
      ...CONFIG,
      sender: {
        api: 'end-user-messaging',
        identity: arn('eu-central-1', 'pool/pool-01'),
        countryIdentities: { DE: arn('eu-west-2', 'phone-number/phone-01') },
        protectConfiguration: arn('us-east-1', 'protect-configuration/protect-01'),
      },
    } as const;

    it('is not created, and names each of them', () => {
      const stack = new Stack(appWithFlags(), 'Shop', { env: { region: 'eu-central-1' } });
      const { countryIdentities, protectConfiguration } = config.sender;
      const fix = 'use one of eu-central-1, where the stack is: SMS are sent within one Region';
      expect(() => new LogtoSms(stack, 'Sms', { config })).toThrow(
        expect.objectContaining({
          name: 'InvalidConfig',
          faults: [
            { path: 'sender.countryIdentities.DE', value: countryIdentities.DE, fix },
            { path: 'sender.protectConfiguration', value: protectConfiguration, fix },
          ],
        }),
      );
    });

    it('is created where nobody knows the Region at synth', () => {
      expect(() => new LogtoSms(new Stack(appWithFlags(), 'Shop'), 'Sms', { config })).not.toThrow();
    });
  });

  it('does not change the settings of an account twice in one stack', () => {
    const stack = new Stack(appWithFlags(), 'Shop');
    new LogtoSms(stack, 'Sms', { config: { ...CONFIG, deliveryReceipts: true } });
    const config = { ...CONFIG, setMonthlySpendLimit: true, monthlySpendLimitUsd: 10 };
    expect(() => new LogtoSms(stack, 'Staff', { config })).toThrow(
      'Shop/Sms already sets the SMS settings of the account. Set deliveryReceipts and setMonthlySpendLimit in one ' +
        'configuration only, and remove them from that of Shop/Staff.',
    );
  });

  it('has a name of its own in a nested stack, whose name nobody knows at synth', () => {
    const nested = new NestedStack(new Stack(appWithFlags(), 'Shop'), 'Nested');
    new LogtoSms(nested, 'Sms', { config: CONFIG });
    const alarms = Object.values(Template.fromStack(nested).findResources('AWS::CloudWatch::Alarm'));
    for (const { Properties } of alarms) expect(Properties.AlarmName).toMatch(/^ShopNestedSms[0-9A-F]{8}-/);
  });
});

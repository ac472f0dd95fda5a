import { PermissionsBoundary } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { parseConfig } from '../../config/load-config';
import { SmsStack, type SmsStackProps } from '../../lib/sms-stack';
import { CONFIG, EVERYTHING, NOTHING } from './configurations';
import { annotationsOf, appWithFlags, stackOf } from './stack-of';
import { templateOf } from './template-of';

/** Replaces the hashes of the code in a template, because they change with every line of code. */
function masked(template: object): unknown {
  return JSON.parse(JSON.stringify(template).replace(/\b[0-9a-f]{64}\b/g, '<hash>'));
}

const ENVIRONMENT = { account: '111122223333', region: 'eu-central-1' };

/** Creates the stack with these properties. */
function stackWith(props: Omit<SmsStackProps, 'config'>): SmsStack {
  return new SmsStack(appWithFlags(), 'LogtoSms', { ...props, config: parseConfig(CONFIG, 'test') });
}

describe('SmsStack', () => {
  it('has the reviewed template (if a change is intended: npx jest test/lib/sms-stack.test.ts -u)', () => {
    expect(masked(templateOf().toJSON())).toMatchSnapshot();
  });

  it('takes its name from the configuration', () => {
    expect(stackOf({ ...CONFIG, stackName: 'Second-Sms' }).stackName).toBe('Second-Sms');
  });

  it('accepts the properties of any CDK stack', () => {
    const stack = stackWith({
      tags: { team: 'sign-in' },
      terminationProtection: true,
      permissionsBoundary: PermissionsBoundary.fromName('boundary'),
    });

    const roles = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'));
    expect(stack.terminationProtection).toBe(true);
    expect(stack.tags.tagValues()).toEqual({ team: 'sign-in' });
    expect(roles).toHaveLength(2);
    for (const { Properties } of roles) {
      expect(JSON.stringify(Properties.PermissionsBoundary)).toContain(':policy/boundary');
    }
  });

  it('has the same logical ids with and without an account and Region', () => {
    const resources = Object.keys(Template.fromStack(stackWith({ env: ENVIRONMENT })).toJSON().Resources);

    expect(resources).toEqual(Object.keys(templateOf().toJSON().Resources));
  });

  it('names the Region in the token command, so that it works in any shell', () => {
    const { Value } =
      Template.fromStack(stackWith({ env: ENVIRONMENT })).findOutputs('TokenCommand').TokenCommand ?? {};

    expect(JSON.stringify(Value)).toMatch(/ --region eu-central-1"/);
  });

  it('has the outputs that an operator needs, each described', () => {
    const outputs = templateOf().findOutputs('*');

    const names = ['AlarmTopicArn', 'DashboardUrl', 'EndpointUrl', 'SendsPerSecond', 'TokenCommand'];
    expect(Object.keys(outputs).sort()).toEqual(names);
    for (const output of Object.values(outputs)) expect(output.Description).toMatch(/\w/);
  });

  const everyCountry = Match.stringLikeRegexp('countries is \\["\\*"\\]: anybody .*logto-sms:every-country');
  const noEmail = Match.stringLikeRegexp('alarmEmail is not set: nobody gets .*logto-sms:no-alarm-email');

  it('warns if every country is served', () => {
    const annotations = annotationsOf({ ...CONFIG, countries: ['*'] });

    annotations.hasWarning('/LogtoSms/Default', everyCountry);
    annotations.hasNoWarning('/LogtoSms/Default', noEmail);
  });

  it('warns if nobody gets the alarms', () => {
    const annotations = annotationsOf({ brand: 'Acme', countries: ['DE'] });

    annotations.hasWarning('/LogtoSms/Default', noEmail);
    annotations.hasNoWarning('/LogtoSms/Default', everyCountry);
  });

  it.each([
    ['defaults', CONFIG],
    ['everything on', EVERYTHING],
    ['everything off', { ...NOTHING, alarmEmail: 'ops@example.com' }],
  ])('has no warning with %s', (_, config) => {
    const annotations = annotationsOf(config);

    expect(annotations.findWarning('*', Match.anyValue())).toEqual([]);
    expect(annotations.findError('*', Match.anyValue())).toEqual([]);
  });
});

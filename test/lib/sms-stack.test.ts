import { Match } from 'aws-cdk-lib/assertions';
import { CONFIG, EVERYTHING, NOTHING } from './configurations';
import { annotationsOf, stackOf } from './stack-of';
import { templateOf } from './template-of';

/** A template as it is reviewed: hashes of the code change with every line of it. */
function masked(template: object): unknown {
  return JSON.parse(JSON.stringify(template).replace(/\b[0-9a-f]{64}\b/g, '<hash>'));
}

describe('SmsStack', () => {
  it('is the template that was last looked at (else: npx jest test/lib/sms-stack.test.ts -u)', () => {
    expect(masked(templateOf().toJSON())).toMatchSnapshot();
  });

  it('takes its name from the configuration', () => {
    expect(stackOf({ ...CONFIG, stackName: 'Second-Sms' }).stackName).toBe('Second-Sms');
  });

  it('has the outputs that an operator needs, each described', () => {
    const outputs = templateOf().findOutputs('*');

    const names = ['AlarmTopicArn', 'DashboardUrl', 'EndpointUrl', 'SendsPerSecond', 'TokenCommand'];
    expect(Object.keys(outputs).sort()).toEqual(names);
    for (const output of Object.values(outputs)) expect(output.Description).toMatch(/\w/);
  });

  const everyCountry = Match.stringLikeRegexp('countries is \\["\\*"\\]: anyone .*logto-sms:every-country');
  const noEmail = Match.stringLikeRegexp('alarmEmail is not set: nobody hears .*logto-sms:no-alarm-email');

  it('warns of every country at once', () => {
    const annotations = annotationsOf({ ...CONFIG, countries: ['*'] });

    annotations.hasWarning('/LogtoSms', everyCountry);
    annotations.hasNoWarning('/LogtoSms', noEmail);
  });

  it('warns of alarms that nobody hears', () => {
    const annotations = annotationsOf({ brand: 'Acme', countries: ['DE'] });

    annotations.hasWarning('/LogtoSms', noEmail);
    annotations.hasNoWarning('/LogtoSms', everyCountry);
  });

  it.each([
    ['defaults', CONFIG],
    ['everything on', EVERYTHING],
    ['everything off', { ...NOTHING, alarmEmail: 'ops@example.com' }],
  ])('warns of nothing else, with %s', (_, config) => {
    const annotations = annotationsOf(config);

    expect(annotations.findWarning('*', Match.anyValue())).toEqual([]);
    expect(annotations.findError('*', Match.anyValue())).toEqual([]);
  });
});

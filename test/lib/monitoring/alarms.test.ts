import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { METRIC_OF_REFUSAL, METRICS } from '../../../contract/metrics';
import { SEND_REFUSALS } from '../../../contract/refusal-reason';
import { CONFIG, END_USER_MESSAGING, EVERYTHING, NOTHING } from '../configurations';
import { idOf, templateOf } from '../template-of';
import { alarmOf } from './alarm-of';

const COSTS = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'costs.md'), 'utf8');

const template = templateOf();
const everything = templateOf(EVERYTHING);

const api = (of: Template) => ({ ApiId: { Ref: idOf(of, 'AWS::ApiGatewayV2::Api') } });
const sender = (of: Template) => ({ FunctionName: { Ref: idOf(of, 'AWS::Lambda::Function', 'SenderFunction') } });
const consumer = (of: Template) => ({ FunctionName: { Ref: idOf(of, 'AWS::Lambda::Function', 'OverflowConsumer') } });
const queue = (of: Template) => ({
  QueueName: { 'Fn::GetAtt': [idOf(of, 'AWS::SQS::Queue', 'OverflowQueue'), 'QueueName'] },
});
const deadLetters = (of: Template) => ({
  QueueName: { 'Fn::GetAtt': [idOf(of, 'AWS::SQS::Queue', 'OverflowDeadLetters'), 'QueueName'] },
});
const stack = () => ({ Stack: { Ref: 'AWS::StackName' } });
const phones = () => ({ PhoneNumber: 'PhoneNumberDirect' });
const account = () => ({});

/** Name, namespace, metric, dimensions, statistic, minutes of a period, periods (or `m of n`), threshold (at or above). */
// biome-ignore format: a table
const PLAIN = [
  ['ServerErrors',      'AWS/ApiGateway', '5xx',               api,         'Sum',     5,   '2 of 12', 1],
  ['SnsRefused',        'LogtoSms',       'SnsRefused',        stack,       'Sum',     5,   1, 1],
  ['Unavailable',       'LogtoSms',       'Unavailable',       stack,       'Sum',     5,   1, 1],
  ['BadToken',          'LogtoSms',       'BadToken',          stack,       'Sum',     5,   1, 20],
  ['PreviousToken',     'LogtoSms',       'PreviousToken',     stack,       'Sum',     360, 1, 1],
  ['CountryNotAllowed', 'LogtoSms',       'CountryNotAllowed', stack,       'Sum',     5,   1, 20],
  ['FunctionErrors',    'AWS/Lambda',     'Errors',            sender,      'Sum',     5,   1, 1],
  ['FunctionThrottles', 'AWS/Lambda',     'Throttles',         sender,      'Sum',     5,   1, 1],
  ['FunctionDuration',  'AWS/Lambda',     'Duration',          sender,      'p99',     5,   3, 5_400],
  ['LimitNumber',       'LogtoSms',       'LimitNumber',       stack,       'Sum',     15,  1, 20],
  ['LimitIp',           'LogtoSms',       'LimitIp',           stack,       'Sum',     15,  1, 20],
  ['LimitCountry',      'LogtoSms',       'LimitCountry',      stack,       'Sum',     5,   1, 1],
  ['DayShare',          'LogtoSms',       'DayShare',          stack,       'Maximum', 5,   1, 80],
  ['LimitDay',          'LogtoSms',       'DayShare',          stack,       'Maximum', 5,   1, 100],
  ['TableFailures',     'LogtoSms',       'TableFailures',     stack,       'Sum',     5,   1, 1],
  ['ConsumerErrors',    'AWS/Lambda',     'Errors',            consumer,    'Sum',     5,   1, 1],
  ['Drops',             'LogtoSms',       'Drops',             stack,       'Sum',     5,   1, 1],
  ['OverflowAge',       'AWS/SQS', 'ApproximateAgeOfOldestMessage', queue,  'Maximum', 5,   1, 60],
  ['DeadLetters',       'AWS/SQS', 'ApproximateNumberOfMessagesVisible', deadLetters, 'Maximum', 5, 1, 1],
  ['FailedDeliveries',  'AWS/SNS', 'NumberOfNotificationsFailed', phones,   'Sum',     15,  1, 5],
] as const;

/** The same for the alarms that exist only if the configuration asks for them. */
// biome-ignore format: a table
const ON_REQUEST = [
  ['Spend50',       'AWS/SNS',  'SMSMonthToDateSpentUSD', account, 'Maximum', 360, 1, 100],
  ['Spend80',       'AWS/SNS',  'SMSMonthToDateSpentUSD', account, 'Maximum', 360, 1, 160],
  ['Spend100',      'AWS/SNS',  'SMSMonthToDateSpentUSD', account, 'Maximum', 360, 1, 200],
  ['ReceiptQuota',  'LogtoSms', 'ReceiptQuota',           account, 'Sum',     5,   1, 1],
  ['ReceiptRate',   'LogtoSms', 'ReceiptRate',            account, 'Sum',     5,   1, 1],
  ['ReceiptSetup',  'LogtoSms', 'ReceiptSetup',           account, 'Sum',     5,   1, 1],
  ['ReceiptCarrierBlock', 'LogtoSms', 'ReceiptCarrierBlock', account, 'Sum',  15,  1, 5],
] as const;

/** The alarms that a missing value leaves as they are. */
const IGNORING: readonly string[] = ['DayShare', 'LimitDay'];

/** Name, expression, metrics of the expression, minutes of a period, comparison, threshold, periods. */
// biome-ignore format: a table
const MATH = [
  ['TurnedAway', 'FILL(asked, 0) - FILL(reached, 0)',
    [['asked', 'AWS/ApiGateway', 'Count', api, 'Sum'], ['reached', 'AWS/Lambda', 'Invocations', sender, 'Sum']],
    15, 'GreaterThanOrEqualToThreshold', 50, 1],
  ['BadTokenShare', 'IF(FILL(refused, 0) > 0 AND FILL(taken, 0) == 0, 1, 0)',
    [['refused', 'LogtoSms', 'BadToken', stack, 'Sum'], ['taken', 'LogtoSms', 'DayShare', stack, 'SampleCount']],
    5, 'GreaterThanOrEqualToThreshold', 1, '3 of 288'],
  ['NotUnderstood', 'IF(FILL(refused, 0) > 0 AND FILL(taken, 0) == 0, 1, 0)',
    [['refused', 'LogtoSms', 'NotUnderstood', stack, 'Sum'], ['taken', 'LogtoSms', 'DayShare', stack, 'SampleCount']],
    10, 'GreaterThanOrEqualToThreshold', 1, '4 of 36'],
  ['DeliveryShare', 'IF(FILL(failed, 0) > FILL(delivered, 0), 1, 0)',
    [['delivered', 'AWS/SNS', 'NumberOfNotificationsDelivered', phones, 'Sum'],
      ['failed', 'AWS/SNS', 'NumberOfNotificationsFailed', phones, 'Sum']],
    15, 'GreaterThanOrEqualToThreshold', 1, '5 of 24'],
  ['SuccessRate',
    'IF((FILL(delivered, 0) + FILL(failed, 0)) < 20, 100, 100 * FILL(delivered, 0) / (FILL(delivered, 0) + FILL(failed, 0)))',
    [['delivered', 'AWS/SNS', 'NumberOfNotificationsDelivered', phones, 'Sum'],
      ['failed', 'AWS/SNS', 'NumberOfNotificationsFailed', phones, 'Sum']],
    60, 'LessThanThreshold', 80, 1],
  ['CountrySuccessRateDE', 'IF(messages < 20, 100, 100 * rate)',
    [['messages', 'AWS/SNS', 'SMSSuccessRate', () => ({ Country: 'DE', SMSType: 'Transactional' }), 'SampleCount'],
      ['rate', 'AWS/SNS', 'SMSSuccessRate', () => ({ Country: 'DE', SMSType: 'Transactional' }), 'Average']],
    360, 'LessThanThreshold', 70, 1],
] as const;

function alarm(of: Template, name: string) {
  return alarmOf(name, of);
}

function evaluation(periods: number | string) {
  const [breaching, all] = String(periods).split(' of ').map(Number);
  return all === undefined
    ? { EvaluationPeriods: breaching }
    : { EvaluationPeriods: all, DatapointsToAlarm: breaching };
}

/** Returns the properties that all alarms have in common. */
function commonProperties(of: Template, name: string, heading = name) {
  const topic = idOf(of, 'AWS::SNS::Topic');
  return {
    AlarmName: { 'Fn::Join': ['', [{ Ref: 'AWS::StackName' }, `-${name}`]] },
    AlarmDescription: expect.stringMatching(
      new RegExp(`^[A-Z0-9].*\\. What to do: docs/runbook\\.md, "${heading}"\\.$`),
    ),
    TreatMissingData: IGNORING.includes(name) ? 'ignore' : 'notBreaching',
    AlarmActions: [{ Ref: topic }],
    OKActions: [{ Ref: topic }],
  };
}

function dimensions(of: Record<string, unknown>) {
  const entries = Object.entries(of).map(([Name, Value]) => ({ Name, Value }));
  return entries.length > 0 ? { Dimensions: entries } : {};
}

function statistic(name: string) {
  return name.startsWith('p') ? { ExtendedStatistic: name } : { Statistic: name };
}

/** The metrics and alarms that only End User Messaging has; one of them only with `maxPriceUsd`. */
const ADDED: readonly string[] = SEND_REFUSALS.flatMap((reason) => METRIC_OF_REFUSAL[reason] ?? []);
const AT_ONCE = ADDED.filter((name) => name !== 'PriceOverLimit');

describe('Alarms', () => {
  it.each([
    ...PLAIN.map((row) => [template, ...row] as const),
    ...ON_REQUEST.map((row) => [everything, ...row] as const),
  ])('$1 monitors $2 $3', (of, name, namespace, metric, dims, stat, minutes, periods, threshold) => {
    expect(alarm(of, name)).toEqual({
      ...commonProperties(of, name, name.startsWith('Spend') ? 'Spend' : name),
      Namespace: namespace,
      MetricName: metric,
      ...dimensions(dims(of)),
      ...statistic(stat),
      Period: 60 * minutes,
      ...evaluation(periods),
      Threshold: threshold,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
  });

  it.each(MATH)('%s monitors %s', (name, expression, metrics, minutes, comparison, threshold, periods) => {
    const heading = name.startsWith('Country') ? 'CountrySuccessRate' : name;

    expect(alarm(everything, name)).toEqual({
      ...commonProperties(everything, name, heading),
      Metrics: [
        { Id: 'expr_1', Expression: expression, Label: expect.any(String), ReturnData: true },
        ...metrics.map(([Id, Namespace, MetricName, dims, Stat]) => ({
          Id,
          MetricStat: {
            Metric: { Namespace, MetricName, ...dimensions(dims(everything)) },
            Period: 60 * minutes,
            Stat,
          },
          ReturnData: false,
        })),
      ],
      ...evaluation(periods),
      Threshold: threshold,
      ComparisonOperator: comparison,
    });
  });

  it('goes off when no request is accepted only if silenceHours is set, and then on missing data too', () => {
    expect(alarm(everything, 'Silence')).toEqual({
      ...commonProperties(everything, 'Silence'),
      Namespace: 'LogtoSms',
      MetricName: 'DayShare',
      ...dimensions(stack()),
      Statistic: 'SampleCount',
      Period: 3_600,
      EvaluationPeriods: 12,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });

  const BY_SHARE = ['BadTokenShare', 'NotUnderstood', 'DeliveryShare'];
  const DEFAULTS = [...PLAIN.map(([name]) => name), 'TurnedAway', 'SuccessRate', ...BY_SHARE];

  it('are these and no others by default: 25, as many as there may be', () => {
    expect(namesOf(template)).toEqual([...DEFAULTS].sort());
    expect(DEFAULTS).toHaveLength(25);
  });

  it('are these and no others with everything on', () => {
    const requested = [...ON_REQUEST.map(([name]) => name), 'Silence', 'CountrySuccessRateDE', 'CountrySuccessRateAT'];

    expect(namesOf(everything)).toEqual([...DEFAULTS, ...requested].sort());
  });

  it('do not monitor a limit that is switched off', () => {
    const limits = ['LimitNumber', 'LimitIp', 'LimitCountry', 'DayShare', 'LimitDay'];

    expect(namesOf(templateOf(NOTHING))).toEqual(DEFAULTS.filter((name) => !limits.includes(name)).sort());
  });

  it('do not monitor the previous token if it ends at once', () => {
    expect(namesOf(templateOf({ ...CONFIG, tokenGraceHours: 0 }))).not.toContain('PreviousToken');
  });

  it('still monitor the limits per number if one of the two is off', () => {
    const limits = { numberPerDay: false };

    expect(namesOf(templateOf({ ...CONFIG, limits }))).toEqual([...DEFAULTS].sort());
  });

  it('monitor all twelve custom metrics by default, because each of these costs money', () => {
    expect(ownMetricsOf(template)).toEqual(METRICS.filter((name) => !ADDED.includes(name)).sort());
    expect(ownMetricsOf(template)).toHaveLength(12);
  });

  it('monitor 30 metrics, by which AWS bills them, as docs/costs.md says', () => {
    const counts = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
      ({ Properties }) =>
        Properties.Metrics?.filter(({ MetricStat }: { MetricStat?: object }) => MetricStat).length ?? 1,
    );

    expect(counts.reduce((sum, count) => sum + count)).toBe(30);
    expect(COSTS).toContain('| 25 alarms, which look at 30 metrics | 30 × 0.10, 10 free | 2.00 | 3.00 |');
    expect(COSTS).toContain('| 12 custom metrics, ');
  });

  it.each([
    ['BadToken', 'badTokens', 7, 7],
    ['CountryNotAllowed', 'countryRefusals', 7, 7],
    ['LimitNumber', 'numberRefusals', 7, 7],
    ['LimitIp', 'clientRefusals', 7, 7],
    ['TurnedAway', 'turnedAway', 7, 7],
    ['FailedDeliveries', 'failedDeliveries', 7, 7],
    ['SuccessRate', 'successPercent', 95, 95],
  ])('%s has the threshold alarms.%s', (name, key, value, threshold) => {
    const configured = templateOf({ ...CONFIG, alarms: { [key]: value } });

    expect(alarm(configured, name).Threshold).toBe(threshold);
  });

  it('take successMessages and countrySuccessPercent from the configuration', () => {
    const alarms = { successMessages: 75, countrySuccessPercent: 85 };
    const configured = templateOf({ ...CONFIG, alarmCountries: ['DE'], alarms });

    expect(JSON.stringify(alarm(configured, 'SuccessRate').Metrics)).toContain(' < 75, 100,');
    expect(JSON.stringify(alarm(configured, 'CountrySuccessRateDE').Metrics)).toContain(' < 75, 100,');
    expect(alarm(configured, 'CountrySuccessRateDE').Threshold).toBe(85);
  });

  it('use overflowSeconds as the threshold for the age of a queued message', () => {
    expect(alarm(templateOf({ ...CONFIG, overflowSeconds: 300 }), 'OverflowAge').Threshold).toBe(300);
  });

  it("link to the operator's copy of the runbook, if there is one", () => {
    const linked = templateOf({ ...CONFIG, runbookUrl: 'https://example.com/runbook.md' });

    expect(alarm(linked, 'SnsRefused').AlarmDescription).toMatch(
      / What to do: https:\/\/example\.com\/runbook\.md#snsrefused$/,
    );
  });
});

describe('the alarms of End User Messaging', () => {
  const [sns, endUserMessaging] = [templateOf(CONFIG), templateOf(END_USER_MESSAGING)];
  const withMaxPrice = templateOf({ ...END_USER_MESSAGING, maxPriceUsd: 0.2 });

  it('stand in place of that of SNS, and SNS has none of them', () => {
    const others = namesOf(sns).filter((name) => name !== 'SnsRefused');

    expect(namesOf(endUserMessaging)).toEqual(expect.arrayContaining([...others, ...AT_ONCE]));
    expect(namesOf(endUserMessaging)).not.toContain('SnsRefused');
    expect(namesOf(sns).filter((name) => ADDED.includes(name))).toEqual([]);
  });

  it('monitor all metrics that can occur', () => {
    expect(ownMetricsOf(endUserMessaging)).toEqual(
      METRICS.filter((name) => !['SnsRefused', 'PriceOverLimit'].includes(name)).sort(),
    );
    expect(ownMetricsOf(withMaxPrice)).toEqual(METRICS.filter((name) => name !== 'SnsRefused').sort());
  });

  it('PriceOverLimit needs several in a quarter of an hour, and a maxPriceUsd', () => {
    expect(namesOf(endUserMessaging)).not.toContain('PriceOverLimit');
    expect(alarm(withMaxPrice, 'PriceOverLimit')).toMatchObject({
      Namespace: 'LogtoSms',
      MetricName: 'PriceOverLimit',
      Statistic: 'Sum',
      Period: 900,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
  });

  it.each(AT_ONCE)('%s: the first one sets it off', (name) => {
    expect(alarm(endUserMessaging, name)).toMatchObject({
      Namespace: 'LogtoSms',
      MetricName: name,
      Statistic: 'Sum',
      Threshold: 1,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
  });
});

function namesOf(of: Template): string[] {
  const alarms = Object.values(of.findResources('AWS::CloudWatch::Alarm'));
  return alarms.map(({ Properties }) => Properties.AlarmName['Fn::Join'][1][1].slice(1)).sort();
}

function ownMetricsOf(of: Template): string[] {
  const alarms = Object.values(of.findResources('AWS::CloudWatch::Alarm'));
  const metrics = alarms.flatMap(({ Properties }) =>
    Properties.Metrics
      ? Properties.Metrics.flatMap(({ MetricStat }: { MetricStat?: { Metric: object } }) => MetricStat?.Metric ?? [])
      : [Properties],
  );
  const own = metrics.filter(({ Namespace }) => Namespace === 'LogtoSms');
  return [...new Set(own.map(({ MetricName }) => MetricName as string))].sort();
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG, END_USER_MESSAGING, END_USER_MESSAGING_EVERYTHING } from '../configurations';
import { templateOf } from '../template-of';
import { alarmOf } from './alarm-of';

const COSTS = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'costs.md'), 'utf8');

const template = templateOf(END_USER_MESSAGING);
const everything = templateOf(END_USER_MESSAGING_EVERYTHING);

const NAMESPACE = { 'Fn::Join': ['', ['LogtoSms/', { Ref: 'AWS::StackName' }]] };
const SHARE = '100 * FILL(delivered, 0) / (FILL(delivered, 0) + FILL(failed, 0))';

type Alarm = Readonly<Record<string, unknown>> & { readonly Metrics?: readonly Record<string, unknown>[] };

function alarmsOf(of: typeof template): Alarm[] {
  return Object.values(of.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
}

describe('the alarms about delivery with End User Messaging', () => {
  it.each([
    ['FailedDeliveries', 'ReceiptFailed', 15, 5],
    ['ReceiptCarrierBlock', 'ReceiptCarrierBlock', 15, 5],
  ])('%s monitors %s in the event log of the endpoint', (name, MetricName, minutes, Threshold) => {
    expect(alarmOf(name, template)).toMatchObject({
      Namespace: NAMESPACE,
      MetricName,
      Statistic: 'Sum',
      Period: 60 * minutes,
      Threshold,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
    expect(alarmOf(name, template)).not.toHaveProperty('Dimensions');
  });

  it.each([
    ['SuccessRate', `IF((FILL(delivered, 0) + FILL(failed, 0)) < 20, 100, ${SHARE})`, 60, undefined],
    ['DeliveryShare', 'IF(FILL(failed, 0) > FILL(delivered, 0), 1, 0)', 15, undefined],
    ['CountrySuccessRateAT', `IF((FILL(delivered, 0) + FILL(failed, 0)) < 20, 100, ${SHARE})`, 360, 'AT'],
  ])('%s compares what arrived with what failed there', (name, Expression, minutes, country) => {
    const metric = (Id: string, MetricName: string) => ({
      Id,
      MetricStat: {
        Metric: {
          Namespace: NAMESPACE,
          MetricName,
          ...(country && { Dimensions: [{ Name: 'Country', Value: country }] }),
        },
        Period: 60 * minutes,
        Stat: 'Sum',
      },
      ReturnData: false,
    });

    expect(alarmOf(name, everything).Metrics).toEqual([
      { Id: 'expr_1', Expression, Label: expect.any(String), ReturnData: true },
      metric('delivered', 'ReceiptDelivered'),
      metric('failed', 'ReceiptFailed'),
    ]);
  });

  it.each([50, 80, 100])("Spend%s monitors the API's own month to date", (percent) => {
    expect(alarmOf(`Spend${percent}`, everything)).toMatchObject({
      Namespace: 'AWS/SMSVoice',
      MetricName: 'TextMessageMonthlySpend',
      Statistic: 'Maximum',
      Threshold: 2 * percent,
    });
  });

  it('monitor no metric of SNS, and name it in no description', () => {
    expect(JSON.stringify(alarmsOf(everything))).not.toContain('SNS');
  });

  it('have those of SNS no metric of End User Messaging', () => {
    expect(JSON.stringify(alarmsOf(templateOf(CONFIG)))).not.toMatch(/LogtoSms\/|SMSVoice/);
  });

  it('are 31 on 36 metrics, with 20 custom ones, as docs/costs.md says', () => {
    const metrics = alarmsOf(template).flatMap((alarm) =>
      alarm.Metrics
        ? alarm.Metrics.flatMap(({ MetricStat }) => (MetricStat as { Metric: object } | undefined)?.Metric ?? [])
        : [{ Namespace: alarm.Namespace, MetricName: alarm.MetricName }],
    );
    const own = metrics.filter((metric) => JSON.stringify(metric).includes('LogtoSms'));

    expect(alarmsOf(template)).toHaveLength(31);
    expect(metrics).toHaveLength(36);
    expect(new Set(own.map((metric) => (metric as { MetricName: string }).MetricName)).size).toBe(20);
    expect(COSTS).toContain('| 31 alarms instead of 25, which look at 36 metrics instead of 30 | 6 × 0.10 | 0.60 |');
    expect(COSTS).toContain('20 custom metrics instead of 12');
  });
});

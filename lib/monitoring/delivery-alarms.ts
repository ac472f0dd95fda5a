import { Duration } from 'aws-cdk-lib';
import { type AlarmDefinition, type MonitoredResources, senderInWords } from './alarm-definition';
import { deliveryMetrics, eventMetric, moreFailedThanDelivered, receiptMetric, successRate } from './delivery-metrics';

type Monitored = Pick<MonitoredResources, 'name' | 'config'>;

const BELOW = 'below' as const;

const QUARTER = Duration.minutes(15);
const HOUR = Duration.hours(1);
const SIX_HOURS = Duration.hours(6);

/** Returns the alarms about SMS that AWS accepted and that did not arrive. */
// biome-ignore format: a table, with each description on its own line
export function deliveryAlarms({ name, config }: Monitored): AlarmDefinition[] {
  const { alarms, alarmCountries, deliveryReceipts, sender } = config;
  const { successMessages } = alarms;
  const metrics = deliveryMetrics(name, config);
  return [
    { name: 'FailedDeliveries', metric: metrics.failed(QUARTER), threshold: alarms.failedDeliveries,
      description: `${senderInWords(config)} accepted SMS that did not arrive: people get no code, although the endpoint reported success.` },
    { name: 'SuccessRate', metric: successRate(metrics, successMessages, HOUR), threshold: alarms.successPercent, comparison: BELOW,
      description: `Less than ${alarms.successPercent} % of the last hour's SMS arrived: many people get no code.` },
    { name: 'DeliveryShare', metric: moreFailedThanDelivered(metrics, QUARTER), periods: 24, breaching: 5,
      description: 'More SMS failed than arrived, again and again: people get no code, although the endpoint reported success.' },
    ...alarmCountries.map((country) => (
      { name: `CountrySuccessRate${country}`, heading: 'CountrySuccessRate',
        metric: metrics.countrySuccessRate(country, successMessages, SIX_HOURS), threshold: alarms.countrySuccessPercent, comparison: BELOW,
        description: `Less than ${alarms.countrySuccessPercent} % of the SMS to ${country} arrive: people there get no code.` })),
    ...(deliveryReceipts ? [
      { name: 'ReceiptQuota', metric: receiptMetric('Quota'),
        description: "The account's monthly SMS spend limit is reached: SNS accepts codes and sends none." },
      { name: 'ReceiptRate', metric: receiptMetric('Rate'),
        description: 'SNS accepted codes and dropped them: the account or its sender sends too many per second.' },
      { name: 'ReceiptSetup', metric: receiptMetric('Setup'),
        description: 'SNS accepted codes for a country that the account cannot send to: nobody there gets one.' }] : []),
    // What else SNS's receipts say, End User Messaging says at once: it has alarms of its own for that.
    ...(deliveryReceipts || sender ? [
      { name: 'ReceiptCarrierBlock', threshold: alarms.failedDeliveries,
        metric: sender ? eventMetric(name, 'carrierBlock', QUARTER) : receiptMetric('CarrierBlock', QUARTER),
        description: 'Carriers block codes as spam or because of the sender: their customers get none.' }] : []),
  ];
}

/** Returns the alarms about the account's spend on SMS. */
export function spendAlarms({ name, config }: Monitored): AlarmDefinition[] {
  const { monthlySpendLimitUsd: limit, sender } = config;
  if (limit === undefined) return [];
  return [50, 80, 100].map((percent) => ({
    name: `Spend${percent}`,
    heading: 'Spend',
    metric: deliveryMetrics(name, config).spent(SIX_HOURS),
    threshold: (limit * percent) / 100,
    description: `${percent} % of the month's ${limit} USD for SMS are spent. At 100 % ${sender ? 'AWS refuses every code' : 'SNS accepts codes and sends none'}.`,
  }));
}

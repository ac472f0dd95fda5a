import { Duration } from 'aws-cdk-lib';
import { type IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Config } from '../../config/schema';
import type { Endpoint } from '../endpoint';
import type { OverflowQueue } from '../overflow-queue';
import type { Sender } from '../sender';
import {
  countrySuccessRate,
  FIVE_MINUTES,
  ownMetric,
  receiptMetric,
  snsMetric,
  spentMetric,
  successRate,
  turnedAway,
} from './metrics';

/** What alarms and dashboard are about. */
export interface MonitoredResources {
  readonly endpoint: Endpoint;
  readonly sender: Sender;
  readonly overflow: OverflowQueue;
  readonly config: Config;
}

/** An alarm, as the stack creates it. */
export interface AlarmDefinition {
  readonly name: string;
  /** With its period and statistic. */
  readonly metric: IMetric;
  /** @default 1 */
  readonly threshold?: number;
  /** Whether values below the threshold raise the alarm. @default those at the threshold or above it do */
  readonly comparison?: 'below';
  /** How many periods in a row. @default 1 */
  readonly periods?: number;
  /** Whether missing data raises the alarm. @default it does not: nobody asked for a code */
  readonly missingDataBreaches?: boolean;
  /** What is wrong, and for whom. */
  readonly description: string;
  /** Its heading in `docs/runbook.md`. @default its name */
  readonly heading?: string;
}

const BELOW = 'below' as const;

const QUARTER = Duration.minutes(15);
const HOUR = Duration.hours(1);
const SIX_HOURS = Duration.hours(6);

/** The alarms of this configuration. What is switched off has none. */
export function alarmDefinitions(resources: MonitoredResources): AlarmDefinition[] {
  return [
    ...requestAlarms(resources),
    ...limitAlarms(resources.config),
    ...overflowAlarms(resources),
    ...deliveryAlarms(resources.config),
    ...spendAlarms(resources.config),
  ];
}

// biome-ignore format: one line a column, so that the tables read as tables
function requestAlarms({ endpoint, sender, config: { alarms, silenceHours } }: MonitoredResources): AlarmDefinition[] {
  const { api } = endpoint;
  const { handler, timeout } = sender;
  const sum = { statistic: Stats.SUM, period: FIVE_MINUTES };
  return [
    { name: 'ServerErrors', metric: api.metricServerError(sum),
      description: 'The endpoint answered Logto with a 5xx: people wait for codes that do not come.' },
    { name: 'SnsRefused', metric: ownMetric('SnsRefused'),
      description: 'SNS refused codes for good (rights, sender, a parameter): sign-in by SMS is failing.' },
    { name: 'Unavailable', metric: ownMetric('Unavailable'),
      description: 'The token could not be read, or neither SNS nor the queue took a code: sign-in by SMS is failing.' },
    { name: 'BadToken', metric: ownMetric('BadToken'), threshold: alarms.badTokens,
      description: 'Many requests with a wrong token: Logto has an old one and nobody gets a code, or somebody guesses.' },
    { name: 'CountryNotAllowed', metric: ownMetric('CountryNotAllowed'), threshold: alarms.countryRefusals,
      description: 'Many requests for countries that are not served: somebody tries to pump, or users there get no code.' },
    { name: 'TurnedAway', metric: turnedAway(endpoint, sender, QUARTER), threshold: alarms.turnedAway,
      description: 'API Gateway turned many requests away before the function saw them: people may get no code.' },
    { name: 'FunctionErrors', metric: handler.metricErrors(sum),
      description: 'The function crashed or ran out of time: people wait for codes that do not come.' },
    { name: 'FunctionThrottles', metric: handler.metricThrottles(sum),
      description: "Lambda turned requests away: the account's concurrency is used up, and sign-ins fail." },
    { name: 'FunctionDuration', metric: handler.metricDuration({ statistic: 'p99', period: FIVE_MINUTES }), periods: 3,
      threshold: 0.6 * timeout.toMilliseconds(),
      description: 'The slowest requests take more than 60 % of the time there is: soon they fail.' },
    ...(silenceHours === undefined ? [] : [
      { name: 'Silence', metric: handler.metricInvocations({ statistic: Stats.SUM, period: HOUR }), threshold: 1, comparison: BELOW,
        periods: silenceHours, missingDataBreaches: true,
        description: `Nobody has asked for a code for ${silenceHours} h: Logto may not reach the endpoint.` }]),
  ];
}

// biome-ignore format: as above
function limitAlarms({ alarms, limits }: Config): AlarmDefinition[] {
  const hasNumberLimit = limits.numberPer10Minutes !== false || limits.numberPerDay !== false;
  return [
    ...(hasNumberLimit ? [
      { name: 'LimitNumber', metric: ownMetric('LimitNumber', QUARTER), threshold: alarms.numberRefusals,
        description: 'Many codes were refused to numbers that had enough: somebody floods them, or codes do not arrive.' }] : []),
    ...(limits.clientPerHour === false ? [] : [
      { name: 'LimitIp', metric: ownMetric('LimitIp', QUARTER), threshold: alarms.clientRefusals,
        description: 'Many codes were refused to client addresses that had enough: an attack, or a proxy with many people.' }]),
    ...(limits.countryPerDay === false ? [] : [
      { name: 'LimitCountry', metric: ownMetric('LimitCountry'),
        description: "A country has used up its day's codes: nobody there gets one until midnight UTC." }]),
    ...(limits.perDay === false ? [] : [
      { name: 'DayShare', metric: ownMetric('DayShare'), threshold: 80,
        description: "Of the day's codes 80 % are used up (limits.perDay). At 100 % nobody gets one until midnight UTC." },
      { name: 'LimitDay', metric: ownMetric('DayShare'), threshold: 100,
        description: "The day's codes are used up (limits.perDay): nobody gets one until midnight UTC." }]),
    { name: 'TableFailures', metric: ownMetric('TableFailures'),
      description: 'The limits could not be counted in the table. Codes go out; each instance limits for itself meanwhile.' },
  ];
}

// biome-ignore format: as above
function overflowAlarms({ overflow: { queue, deadLetters, consumer }, config }: MonitoredResources): AlarmDefinition[] {
  const maximum = { statistic: Stats.MAXIMUM, period: FIVE_MINUTES };
  return [
    { name: 'ConsumerErrors', metric: consumer.metricErrors({ statistic: Stats.SUM, period: FIVE_MINUTES }),
      description: 'The consumer of the overflow queue crashed or ran out of time: queued codes come late or not at all.' },
    { name: 'Drops', metric: ownMetric('Drops'),
      description: 'Queued codes were never sent: they waited too long for their turn, or SNS would not take them.' },
    { name: 'OverflowAge', metric: queue.metricApproximateAgeOfOldestMessage(maximum), threshold: config.overflowSeconds,
      description: 'Queued codes wait longer than they are worth sending: the consumer does not keep up, or not work.' },
    { name: 'DeadLetters', metric: deadLetters.metricApproximateNumberOfMessagesVisible(maximum),
      description: 'Messages that the consumer could never read are in the dead-letter queue.' },
  ];
}

// biome-ignore format: as above
function deliveryAlarms({ alarms, alarmCountries, deliveryReceipts }: Config): AlarmDefinition[] {
  const { successMessages } = alarms;
  return [
    { name: 'FailedDeliveries', metric: snsMetric('NumberOfNotificationsFailed', QUARTER), threshold: alarms.failedDeliveries,
      description: 'SNS took codes that did not arrive: the people get nothing, though the endpoint said yes.' },
    { name: 'SuccessRate', metric: successRate(successMessages, HOUR), threshold: alarms.successPercent, comparison: BELOW,
      description: `Of the last hour's SMS less than ${alarms.successPercent} % arrived: many people get no code.` },
    ...alarmCountries.map((country) => (
      { name: `CountrySuccessRate${country}`, heading: 'CountrySuccessRate',
        metric: countrySuccessRate(country, successMessages, SIX_HOURS), threshold: alarms.countrySuccessPercent, comparison: BELOW,
        description: `Of the SMS to ${country} less than ${alarms.countrySuccessPercent} % arrive: people there get no code.` })),
    ...(deliveryReceipts ? [
      { name: 'ReceiptQuota', metric: receiptMetric('Quota'),
        description: "The account's monthly SMS spend limit is reached: SNS takes codes and sends none." },
      { name: 'ReceiptRate', metric: receiptMetric('Rate'),
        description: 'SNS took codes and dropped them, since the account or its sender sends too many a second.' },
      { name: 'ReceiptSetup', metric: receiptMetric('Setup'),
        description: 'SNS took codes for a country that the account cannot send to: nobody there gets one.' },
      { name: 'ReceiptCarrierBlock', metric: receiptMetric('CarrierBlock', QUARTER), threshold: alarms.failedDeliveries,
        description: 'Carriers block codes, as spam or for their sender: people with these carriers get none.' }] : []),
  ];
}

function spendAlarms({ monthlySpendLimitUsd: limit }: Config): AlarmDefinition[] {
  if (limit === undefined) return [];
  return [50, 80, 100].map((percent) => ({
    name: `Spend${percent}`,
    heading: 'Spend',
    metric: spentMetric(SIX_HOURS),
    threshold: (limit * percent) / 100,
    description: `${percent} % of the month's ${limit} USD for SMS are spent. At 100 % SNS takes codes and sends none.`,
  }));
}

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

export interface Watched {
  readonly endpoint: Endpoint;
  readonly sender: Sender;
  readonly overflow: OverflowQueue;
  readonly config: Config;
}

/** One thing that wakes somebody. */
export interface Watch {
  readonly name: string;
  /** With the period and the statistic by which it is watched. */
  readonly metric: IMetric;
  /** Goes off at this value or above. @default 1 */
  readonly from?: number;
  /** Goes off below this value, instead of `from`. */
  readonly below?: number;
  /** How many periods in a row. @default 1 */
  readonly periods?: number;
  /** Whether no data is what it watches for. @default no data is good: nobody asked for a code */
  readonly isSilence?: boolean;
  /** What is wrong, and for whom. */
  readonly says: string;
  /** Its heading in `docs/runbook.md`. @default its name */
  readonly heading?: string;
}

const QUARTER = Duration.minutes(15);
const HOUR = Duration.hours(1);
const SIX_HOURS = Duration.hours(6);

/** Everything that is watched with this configuration. What is switched off is not watched. */
export function watchesOf(watched: Watched): Watch[] {
  return [
    ...requestWatches(watched),
    ...limitWatches(watched.config),
    ...overflowWatches(watched),
    ...deliveryWatches(watched.config),
    ...spendWatches(watched.config),
  ];
}

// biome-ignore format: one line a column, so that the tables read as tables
function requestWatches({ endpoint, sender, config: { alarms, silenceHours } }: Watched): Watch[] {
  const { api } = endpoint;
  const { handler, timeout } = sender;
  const sum = { statistic: Stats.SUM, period: FIVE_MINUTES };
  return [
    { name: 'ServerErrors', metric: api.metricServerError(sum),
      says: 'The endpoint answered Logto with a 5xx: people wait for codes that do not come.' },
    { name: 'SnsRefused', metric: ownMetric('SnsRefused'),
      says: 'SNS refused codes for good (rights, sender, a parameter): sign-in by SMS is failing.' },
    { name: 'Unavailable', metric: ownMetric('Unavailable'),
      says: 'The token could not be read, or neither SNS nor the queue took a code: sign-in by SMS is failing.' },
    { name: 'BadToken', metric: ownMetric('BadToken'), from: alarms.badTokens,
      says: 'Many requests with a wrong token: Logto has an old one and nobody gets a code, or somebody guesses.' },
    { name: 'CountryNotAllowed', metric: ownMetric('CountryNotAllowed'), from: alarms.countryRefusals,
      says: 'Many requests for countries that are not served: somebody tries to pump, or users there get no code.' },
    { name: 'TurnedAway', metric: turnedAway(endpoint, sender, QUARTER), from: alarms.turnedAway,
      says: 'API Gateway turned many requests away before the function saw them: people may get no code.' },
    { name: 'FunctionErrors', metric: handler.metricErrors(sum),
      says: 'The function crashed or ran out of time: people wait for codes that do not come.' },
    { name: 'FunctionThrottles', metric: handler.metricThrottles(sum),
      says: "Lambda turned requests away: the account's concurrency is used up, and sign-ins fail." },
    { name: 'FunctionDuration', metric: handler.metricDuration({ statistic: 'p99', period: FIVE_MINUTES }), periods: 3,
      from: 0.6 * timeout.toMilliseconds(),
      says: 'The slowest requests take more than 60 % of the time there is: soon they fail.' },
    ...(silenceHours === undefined ? [] : [
      { name: 'Silence', metric: handler.metricInvocations({ statistic: Stats.SUM, period: HOUR }), below: 1,
        periods: silenceHours, isSilence: true,
        says: `Nobody has asked for a code for ${silenceHours} h: Logto may not reach the endpoint.` }]),
  ];
}

// biome-ignore format: as above
function limitWatches({ alarms, limits }: Config): Watch[] {
  const hasNumberLimit = limits.numberPer10Minutes !== false || limits.numberPerDay !== false;
  return [
    ...(hasNumberLimit ? [
      { name: 'LimitNumber', metric: ownMetric('LimitNumber', QUARTER), from: alarms.numberRefusals,
        says: 'Many codes were refused to numbers that had enough: somebody floods them, or codes do not arrive.' }] : []),
    ...(limits.clientPerHour === false ? [] : [
      { name: 'LimitIp', metric: ownMetric('LimitIp', QUARTER), from: alarms.clientRefusals,
        says: 'Many codes were refused to client addresses that had enough: an attack, or a proxy with many people.' }]),
    ...(limits.countryPerDay === false ? [] : [
      { name: 'LimitCountry', metric: ownMetric('LimitCountry'),
        says: "A country has used up its day's codes: nobody there gets one until midnight UTC." }]),
    ...(limits.perDay === false ? [] : [
      { name: 'DayShare', metric: ownMetric('DayShare'), from: 80,
        says: "Of the day's codes 80 % are used up (limits.perDay). At 100 % nobody gets one until midnight UTC." },
      { name: 'LimitDay', metric: ownMetric('DayShare'), from: 100,
        says: "The day's codes are used up (limits.perDay): nobody gets one until midnight UTC." }]),
    { name: 'TableFailures', metric: ownMetric('TableFailures'),
      says: 'The limits could not be counted in the table. Codes go out; each instance limits for itself meanwhile.' },
  ];
}

// biome-ignore format: as above
function overflowWatches({ overflow: { queue, deadLetters, consumer }, config }: Watched): Watch[] {
  const maximum = { statistic: Stats.MAXIMUM, period: FIVE_MINUTES };
  return [
    { name: 'ConsumerErrors', metric: consumer.metricErrors({ statistic: Stats.SUM, period: FIVE_MINUTES }),
      says: 'The consumer of the overflow queue crashed or ran out of time: queued codes come late or not at all.' },
    { name: 'Drops', metric: ownMetric('Drops'),
      says: 'Queued codes were never sent: they waited too long for their turn, or SNS would not take them.' },
    { name: 'OverflowAge', metric: queue.metricApproximateAgeOfOldestMessage(maximum), from: config.overflowSeconds,
      says: 'Queued codes wait longer than they are worth sending: the consumer does not keep up, or not work.' },
    { name: 'DeadLetters', metric: deadLetters.metricApproximateNumberOfMessagesVisible(maximum),
      says: 'Messages that the consumer could never read are in the dead-letter queue.' },
  ];
}

// biome-ignore format: as above
function deliveryWatches({ alarms, alarmCountries, deliveryReceipts }: Config): Watch[] {
  const { successMessages } = alarms;
  return [
    { name: 'FailedDeliveries', metric: snsMetric('NumberOfNotificationsFailed', QUARTER), from: alarms.failedDeliveries,
      says: 'SNS took codes that did not arrive: the people get nothing, though the endpoint said yes.' },
    { name: 'SuccessRate', metric: successRate(successMessages, HOUR), below: alarms.successPercent,
      says: `Of the last hour's SMS less than ${alarms.successPercent} % arrived: many people get no code.` },
    ...alarmCountries.map((country) => (
      { name: `CountrySuccessRate${country}`, heading: 'CountrySuccessRate',
        metric: countrySuccessRate(country, successMessages, SIX_HOURS), below: alarms.countrySuccessPercent,
        says: `Of the SMS to ${country} less than ${alarms.countrySuccessPercent} % arrive: people there get no code.` })),
    ...(deliveryReceipts ? [
      { name: 'ReceiptQuota', metric: receiptMetric('Quota'),
        says: "The account's monthly SMS spend limit is reached: SNS takes codes and sends none." },
      { name: 'ReceiptRate', metric: receiptMetric('Rate'),
        says: 'SNS took codes and dropped them, since the account or its sender sends too many a second.' },
      { name: 'ReceiptSetup', metric: receiptMetric('Setup'),
        says: 'SNS took codes for a country that the account cannot send to: nobody there gets one.' },
      { name: 'ReceiptCarrierBlock', metric: receiptMetric('CarrierBlock', QUARTER), from: alarms.failedDeliveries,
        says: 'Carriers block codes, as spam or for their sender: people with these carriers get none.' }] : []),
  ];
}

function spendWatches({ monthlySpendLimitUsd: limit }: Config): Watch[] {
  if (limit === undefined) return [];
  return [50, 80, 100].map((percent) => ({
    name: `Spend${percent}`,
    heading: 'Spend',
    metric: spentMetric(SIX_HOURS),
    from: (limit * percent) / 100,
    says: `${percent} % of the month's ${limit} USD for SMS are spent. At 100 % SNS takes codes and sends none.`,
  }));
}

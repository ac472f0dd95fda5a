import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Config } from '../../config/schema';
import { type AlarmDefinition, type MonitoredResources, senderInWords } from './alarm-definition';
import { deliveryAlarms, spendAlarms } from './delivery-alarms';
import { FIVE_MINUTES, ownMetrics, turnedAway } from './metrics';
import { shareAlarms } from './share-alarms';

const BELOW = 'below' as const;

const TEN_MINUTES = Duration.minutes(10);
const QUARTER = Duration.minutes(15);
const HOUR = Duration.hours(1);
const SIX_HOURS = Duration.hours(6);

/**
 * Returns the alarms that a configuration needs. What is switched off has no alarm. Periods and thresholds of the alarms
 * by share (`BadTokenShare`, `NotUnderstood`, `DeliveryShare`) are chosen by simulation: `npm run bench:alarms`.
 */
export function alarmDefinitions(resources: MonitoredResources): AlarmDefinition[] {
  return [
    ...requestAlarms(resources),
    ...limitAlarms(resources),
    ...shareAlarms(resources),
    ...queueAlarms(resources),
    ...deliveryAlarms(resources),
    ...spendAlarms(resources),
  ];
}

// biome-ignore format: a table, with each description on its own line
function requestAlarms({ name: endpointName, endpoint, sender, config }: MonitoredResources): AlarmDefinition[] {
  const { alarms, silenceHours, tokenGraceHours } = config;
  const aws = senderInWords(config);
  const { ownMetric, taken, refusedAlone } = ownMetrics(endpointName);
  const { api } = endpoint;
  const { handler, timeout } = sender;
  const sum = { statistic: Stats.SUM, period: FIVE_MINUTES };
  return [
    // One alone may be a huge body of anybody's, which Lambda rejects. A 5xx of the function has its own alarm.
    { name: 'ServerErrors', metric: api.metricServerError(sum), periods: 12, breaching: 2,
      description: 'The endpoint answered Logto with a 5xx: people wait for codes that do not come.' },
    ...(config.sender === undefined ? [
      { name: 'SnsRefused', metric: ownMetric('SnsRefused'),
        description: 'SNS permanently rejected codes (permissions, sender, parameters): sign-in by SMS is failing.' }]
      : sendAlarms(endpointName, config)),
    { name: 'Unavailable', metric: ownMetric('Unavailable'),
      description: `The token could not be read, or neither ${aws} nor the queue accepted a code: sign-in by SMS is failing.` },
    { name: 'BadToken', metric: ownMetric('BadToken'), threshold: alarms.badTokens,
      description: 'Many requests with a wrong token: Logto has an old one and nobody gets a code, or somebody guesses.' },
    { name: 'BadTokenShare', metric: refusedAlone('BadToken', FIVE_MINUTES), periods: 288, breaching: 3,
      description: 'Requests have a wrong token, and no others come: Logto probably has an old one, and nobody gets a code.' },
    // Six hours, so that few requests a day do not set it on and off again.
    ...(tokenGraceHours === 0 ? [] : [
      { name: 'PreviousToken', metric: ownMetric('PreviousToken', SIX_HOURS),
        description: 'Logto still has the previous token: when its grace time is over, all sign-ins by SMS fail.' }]),
    { name: 'NotUnderstood', metric: refusedAlone('NotUnderstood', TEN_MINUTES), periods: 36, breaching: 4,
      description: 'Requests cannot be read or have no valid number, and no others come: Logto may send something new.' },
    { name: 'CountryNotAllowed', metric: ownMetric('CountryNotAllowed'), threshold: alarms.countryRefusals,
      description: 'Many requests for countries that are not served: somebody tries pumping, or users there get no code.' },
    { name: 'TurnedAway', metric: turnedAway(endpoint, sender, QUARTER), threshold: alarms.turnedAway,
      description: 'API Gateway answered many requests without calling the function: people may get no code.' },
    { name: 'FunctionErrors', metric: handler.metricErrors(sum),
      description: 'The function crashed or timed out: people wait for codes that do not come.' },
    { name: 'FunctionThrottles', metric: handler.metricThrottles(sum),
      description: "The account's concurrency is used up, so Lambda did not run the function: sign-ins fail." },
    { name: 'FunctionDuration', metric: handler.metricDuration({ statistic: 'p99', period: FIVE_MINUTES }), periods: 3,
      threshold: 0.6 * timeout.toMilliseconds(),
      description: 'One request in a hundred takes more than 60 % of the time limit: requests may soon fail.' },
    ...(silenceHours === undefined ? [] : [
      { name: 'Silence', metric: taken(HOUR), threshold: 1, comparison: BELOW,
        periods: silenceHours, missingData: 'breaching' as const,
        description: `No request for a code was accepted for ${silenceHours} h: Logto may not reach the endpoint.` }]),
  ];
}

/**
 * What only AWS End User Messaging says at once. Each is an outage of ours for somebody, so the first one counts. Only a
 * message that is too dear may be what the operator wants: with SNS, it would be one of the failed deliveries.
 */
// biome-ignore format: as above
function sendAlarms(endpointName: string, { alarms, maxPriceUsd }: Config): AlarmDefinition[] {
  const { ownMetric } = ownMetrics(endpointName);
  return [
    { name: 'SendRefused', metric: ownMetric('SendRefused'),
      description: 'AWS permanently rejected codes, for a reason that no other alarm is about: sign-in by SMS is failing.' },
    { name: 'NoSender', metric: ownMetric('NoSender'),
      description: 'The account has no sender for some codes, or may not use it: people there, perhaps all, get none.' },
    { name: 'SpendLimit', metric: ownMetric('SpendLimit'),
      description: "The account's monthly SMS spend limit is reached: nobody gets a code." },
    { name: 'AccountDisabled', metric: ownMetric('AccountDisabled'),
      description: "AWS has stopped the account's sending of SMS: nobody gets a code." },
    { name: 'CountryBlocked', metric: ownMetric('CountryBlocked'),
      description: 'AWS blocks a country that is served: nobody there gets a code.' },
    { name: 'NotVerified', metric: ownMetric('NotVerified'),
      description: 'The account is in the SMS sandbox: only verified numbers get codes.' },
    ...(maxPriceUsd === undefined ? [] : [
      { name: 'PriceOverLimit', metric: ownMetric('PriceOverLimit', QUARTER), threshold: alarms.failedDeliveries,
        description: `SMS would cost more than ${maxPriceUsd} USD (maxPriceUsd): perhaps nobody in some country gets a code.` }]),
  ];
}

// biome-ignore format: as above
function limitAlarms({ name: endpointName, config: { alarms, limits } }: MonitoredResources): AlarmDefinition[] {
  const { ownMetric } = ownMetrics(endpointName);
  const hasNumberLimit = limits.numberPer10Minutes !== false || limits.numberPerDay !== false;
  return [
    ...(hasNumberLimit ? [
      { name: 'LimitNumber', metric: ownMetric('LimitNumber', QUARTER), threshold: alarms.numberRefusals,
        description: 'Many codes were refused because their numbers had enough: a flood, or codes that do not arrive.' }] : []),
    ...(limits.clientPerHour === false ? [] : [
      { name: 'LimitIp', metric: ownMetric('LimitIp', QUARTER), threshold: alarms.clientRefusals,
        description: 'Many codes were refused because their client addresses had enough: an attack, or a shared proxy.' }]),
    ...(limits.countryPerDay === false ? [] : [
      { name: 'LimitCountry', metric: ownMetric('LimitCountry'),
        description: "A country has used up the day's codes (limits.countryPerDay): nobody there gets one until midnight UTC." }]),
    ...(limits.perDay === false ? [] : [
      { name: 'DayShare', metric: ownMetric('DayShare'), threshold: 80, missingData: 'ignored' as const,
        description: "80 % of the day's codes are used up (limits.perDay). At 100 % nobody gets one until midnight UTC." },
      { name: 'LimitDay', metric: ownMetric('DayShare'), threshold: 100, missingData: 'ignored' as const,
        description: "The day's codes are used up (limits.perDay): nobody gets one until midnight UTC." }]),
    { name: 'TableFailures', metric: ownMetric('TableFailures'),
      description: 'The limits could not be counted in the table. Codes are sent, but each instance counts by itself.' },
  ];
}

// biome-ignore format: as above
function queueAlarms({ name: endpointName, overflowQueue: { queue, deadLetters, consumer }, config }: MonitoredResources): AlarmDefinition[] {
  const { ownMetric } = ownMetrics(endpointName);
  const maximum = { statistic: Stats.MAXIMUM, period: FIVE_MINUTES };
  return [
    { name: 'ConsumerErrors', metric: consumer.metricErrors({ statistic: Stats.SUM, period: FIVE_MINUTES }),
      description: "The overflow queue's consumer crashed or timed out: queued codes come late or not at all." },
    { name: 'Drops', metric: ownMetric('Drops'),
      description: `Queued codes were never sent: they waited too long, or ${senderInWords(config)} permanently rejected them.` },
    { name: 'OverflowAge', metric: queue.metricApproximateAgeOfOldestMessage(maximum), threshold: config.overflowSeconds,
      description: 'Queued codes are older than overflowSeconds: the consumer is too slow, or does not work.' },
    { name: 'DeadLetters', metric: deadLetters.metricApproximateNumberOfMessagesVisible(maximum),
      description: 'The dead-letter queue holds messages that the consumer could never process.' },
  ];
}

import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmDefinition, MonitoredResources } from './alarm-definition';
import { FIVE_MINUTES, ownMetrics, turnedAway } from './metrics';

const QUARTER = Duration.minutes(15);
const HOUR = Duration.hours(1);
const SIX_HOURS = Duration.hours(6);

/** Returns the alarms about the limit by the share of used codes, and about Logto's events, which it needs. */
// biome-ignore format: a table, with each description on its own line
export function shareAlarms({ name, config, logtoEvents }: MonitoredResources): AlarmDefinition[] {
  if (!logtoEvents) return [];
  const { ownMetric } = ownMetrics(name);
  const { handler } = logtoEvents;
  return [
    ...(config.verifiedShare === 'enforce' ? [
      { name: 'LimitUnverified', metric: ownMetric('LimitUnverified', HOUR), threshold: config.alarms.unverifiedRefusals,
        description: 'Codes to new numbers were refused because too many were not used: pumping, or new users get no code.' }] : []),
    // Six hours, so that few codes a day do not set it on and off again. One or two may come before the first event of a
    // morning, until the limit has learned how long the nights are.
    { name: 'FeedDead', metric: ownMetric('FeedDead', SIX_HOURS), threshold: 3,
      description: "Logto's events have stopped, so nobody knows which codes are used: only the fixed limits hold." },
    { name: 'EventTooLarge', metric: ownMetric('EventTooLarge', SIX_HOURS),
      description: "Logto's events are larger than 256 KiB and were not read: the codes of these people count as unused." },
    { name: 'EventsErrors', metric: handler.metricErrors({ statistic: Stats.SUM, period: FIVE_MINUTES }),
      description: "The function for Logto's events crashed, timed out, or could not do its hourly work: used codes count as unused." },
    { name: 'EventsTurnedAway', metric: turnedAway(logtoEvents.endpoint, logtoEvents, QUARTER), threshold: config.alarms.turnedAway,
      description: "API Gateway answered many of Logto's events without calling their function: used codes count as unused." },
  ];
}

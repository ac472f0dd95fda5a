import type { MonitoredResources } from './alarm-definition';
import { type DashboardRow, logTable } from './dashboard-widgets';

/**
 * Returns the row about the codes that people use, with `verifiedShare`. Everything is counted from the log lines
 * (`LogLine`, `EventLogLine`): a metric for each country would cost 0.30 USD.
 */
export function shareRows({ sender, logtoEvents, config }: MonitoredResources): DashboardRow[] {
  if (!logtoEvents) return [];
  const isEnforced = config.verifiedShare === 'enforce';
  return [
    {
      question: 'Are the codes used?',
      headings: [
        'FeedDead',
        'EventTooLarge',
        'EventsErrors',
        'EventsTurnedAway',
        ...(isEnforced ? ['LimitUnverified'] : []),
      ],
      widgets: [
        // A line of the sender has `proven` if its code can be counted, a line of an event `codes` if it found used ones.
        logTable(
          'Sent and used, by country',
          [sender.handler.logGroup, logtoEvents.handler.logGroup],
          [
            'filter (ispresent(proven) and outcome in ["sent", "queued"]) or ispresent(codes)',
            'stats count(proven) as sent, sum(codes) as used, 100 * sum(codes) / count(proven) as usedPercent by country',
            'sort sent desc',
          ],
        ),
        logTable(
          isEnforced ? 'What the limit refused' : 'What the limit would refuse',
          [sender.handler.logGroup],
          [
            'filter ispresent(share) or refusal = "limit-unverified"',
            'stats count(*) as requests, count_distinct(number) as numbers by country, share, refusal',
            'sort requests desc',
          ],
        ),
      ],
    },
  ];
}

import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Config } from '../../config/schema';
import type { Endpoint } from '../endpoint';
import type { LogtoEvents } from '../logto-events';
import type { OverflowQueue } from '../overflow-queue';
import type { Sender } from '../sender';

/** What an alarm's description calls the API that sends. */
export function senderInWords({ sender }: Pick<Config, 'sender'>): string {
  return sender ? 'AWS' : 'SNS';
}

/** What the alarms and the dashboard monitor. */
export interface MonitoredResources {
  /** The name of the endpoint: alarms and dashboard begin with it, and it is the dimension of the metrics. */
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly sender: Sender;
  readonly overflowQueue: OverflowQueue;
  readonly config: Config;
  /** The event log of AWS End User Messaging. @default SNS sends */
  readonly messageEvents?: ILogGroup | undefined;
  /** What takes Logto's events. @default `verifiedShare` is off */
  readonly logtoEvents?: LogtoEvents | undefined;
}

/** What the stack needs to create an alarm. */
export interface AlarmDefinition {
  /** The end of the alarm's name, after the name of the endpoint. */
  readonly name: string;
  /** Includes period and statistic. */
  readonly metric: IMetric;
  /** In the unit of the metric. @default 1 */
  readonly threshold?: number;
  /** `below`: values below the threshold set off the alarm. @default values at or above the threshold do */
  readonly comparison?: 'below';
  /** Over how many periods it is evaluated. @default 1 */
  readonly periods?: number;
  /** How many of these periods must breach the threshold. @default all */
  readonly breaching?: number;
  /**
   * `breaching`: missing data sets off the alarm. `ignored`: it leaves the alarm as it is.
   * @default not breaching, because it only means that nobody requested a code
   */
  readonly missingData?: 'breaching' | 'ignored';
  /** What is wrong and whom it affects, in whole sentences. */
  readonly description: string;
  /** The alarm's heading in `docs/runbook.md`. @default its name */
  readonly heading?: string;
}

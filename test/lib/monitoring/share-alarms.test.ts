import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { SHARE_METRICS } from '../../../contract/metrics';
import { CONFIG, VERIFIED_SHARE } from '../configurations';
import { idOf, templateOf } from '../template-of';
import { alarmOf } from './alarm-of';

const COSTS = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'costs.md'), 'utf8');

const off = templateOf();
const record = templateOf({ ...CONFIG, verifiedShare: 'record' });
const enforce = templateOf(VERIFIED_SHARE);

const ADDED = ['LimitUnverified', 'FeedDead', 'EventTooLarge', 'EventsErrors', 'EventsTurnedAway'];

type Alarm = Readonly<Record<string, unknown>> & { readonly Metrics?: readonly { readonly MetricStat?: object }[] };

function alarmsOf(of: Template): Alarm[] {
  return Object.values(of.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
}

function namesOf(of: Template): string[] {
  return Object.keys(of.findResources('AWS::CloudWatch::Alarm')).map((id) => id.replace(/^Alarms|[0-9A-F]{8}$/g, ''));
}

const stack = [{ Name: 'Stack', Value: { Ref: 'AWS::StackName' } }];
const handler = () => [
  { Name: 'FunctionName', Value: { Ref: idOf(enforce, 'AWS::Lambda::Function', 'LogtoEventsFunction') } },
];

describe('the alarms about the codes that people use', () => {
  it.each([
    ['LimitUnverified', 'LogtoSms', 'LimitUnverified', stack, 60, 5],
    ['FeedDead', 'LogtoSms', 'FeedDead', stack, 360, 3],
    ['EventTooLarge', 'LogtoSms', 'EventTooLarge', stack, 360, 1],
    ['EventsErrors', 'AWS/Lambda', 'Errors', handler(), 5, 1],
  ])('%s monitors %s %s', (name, Namespace, MetricName, Dimensions, minutes, Threshold) => {
    expect(alarmOf(name, enforce)).toMatchObject({
      Namespace,
      MetricName,
      Dimensions,
      Statistic: 'Sum',
      Period: 60 * minutes,
      EvaluationPeriods: 1,
      Threshold,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmDescription: expect.stringMatching(new RegExp(`^[A-Z].*\\. What to do: docs/runbook\\.md, "${name}"\\.$`)),
    });
  });

  it('exist with "enforce", and with "record" but for the one about refusals, of which there are none', () => {
    expect(namesOf(enforce).sort()).toEqual([...namesOf(off), ...ADDED].sort());
    expect(namesOf(record).sort()).toEqual([...namesOf(off), ...ADDED.slice(1)].sort());
  });

  it('monitor every metric that only this limit has', () => {
    const monitored = alarmsOf(enforce).map(({ MetricName }) => MetricName);

    expect(monitored).toEqual(expect.arrayContaining([...SHARE_METRICS]));
  });

  it('LimitUnverified has the threshold alarms.unverifiedRefusals', () => {
    const configured = templateOf({ ...VERIFIED_SHARE, alarms: { unverifiedRefusals: 7 } });

    expect(alarmOf('LimitUnverified', configured).Threshold).toBe(7);
  });

  it('are 30 on 36 metrics with the others, as docs/costs.md says', () => {
    const metrics = alarmsOf(enforce).map(({ Metrics }) => Metrics?.filter(({ MetricStat }) => MetricStat).length ?? 1);

    expect(metrics).toHaveLength(30);
    expect(metrics.reduce((sum, count) => sum + count)).toBe(36);
    expect(COSTS).toContain('| 30 alarms instead of 25, which look at 36 metrics instead of 30 | 6 × 0.10 | 0.60 |');
  });
});

describe('EventsTurnedAway', () => {
  it('compares what came to the API for events with what reached its function, as TurnedAway does for codes', () => {
    const { Metrics, Threshold } = alarmOf('EventsTurnedAway', enforce);
    const [expression, ...metrics] = (Metrics ?? []) as unknown as {
      readonly Id: string;
      readonly Expression?: string;
      readonly MetricStat?: { readonly Metric: object; readonly Period: number };
    }[];
    const api = { Name: 'ApiId', Value: { Ref: idOf(enforce, 'AWS::ApiGatewayV2::Api', 'LogtoEvents') } };

    expect(Threshold).toBe(50);
    expect(expression?.Expression).toBe('FILL(asked, 0) - FILL(reached, 0)');
    expect(metrics.map(({ Id, MetricStat }) => [Id, MetricStat?.Metric, MetricStat?.Period])).toEqual([
      ['asked', { Namespace: 'AWS/ApiGateway', MetricName: 'Count', Dimensions: [api] }, 900],
      ['reached', { Namespace: 'AWS/Lambda', MetricName: 'Invocations', Dimensions: handler() }, 900],
    ]);
  });

  it('leaves TurnedAway as it is without events', () => {
    expect(JSON.stringify(alarmOf('TurnedAway', enforce))).not.toContain('LogtoEvents');
  });
});

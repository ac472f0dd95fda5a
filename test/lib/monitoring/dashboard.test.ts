import type { Template } from 'aws-cdk-lib/assertions';
import { METRICS } from '../../../contract/metrics';
import { RESPONSE_FAMILIES } from '../../../contract/provider-response';
import { logLine } from '../../../lambda/log';
import { Refusal } from '../../../lambda/refusal';
import { CONFIG, EVERYTHING, NOTHING } from '../configurations';
import { idOf, resourceOf, templateOf } from '../template-of';

interface Widget {
  readonly type: 'text' | 'alarm' | 'metric' | 'log';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly markdown?: string;
    readonly alarms?: string[];
    readonly query?: string;
    readonly metrics?: unknown[][];
    readonly annotations?: { horizontal: { value: number }[] };
  };
}

/** The widgets, with `<Id>` in the place of what CloudFormation fills in. */
function widgetsOf(template: Template): Widget[] {
  const { DashboardBody } = resourceOf(template, 'AWS::CloudWatch::Dashboard').Properties;
  const { 'Fn::Join': [, parts] = [] } = DashboardBody as { 'Fn::Join': [string, unknown[]] };
  const body = parts?.map((part) => (typeof part === 'string' ? part : `<${Object.values(part as object)}>`)).join('');
  return JSON.parse(body ?? '').widgets;
}

function metricsOf(widgets: Widget[]): unknown[][] {
  return widgets.flatMap(({ properties }) => properties.metrics ?? []);
}

const template = templateOf();
const widgets = widgetsOf(template);
const everything = widgetsOf(templateOf(EVERYTHING));

describe('the dashboard', () => {
  it('asks from top to bottom what somebody asks whose codes do not arrive', () => {
    const questions = widgets.flatMap(({ properties }) => /^## (.+)/.exec(properties.markdown ?? '')?.[1] ?? []);

    expect(questions).toEqual([
      'Is anything wrong?',
      'Are codes going out?',
      'Do they arrive?',
      'Who is refused, and why?',
      'How fast?',
      'How full is the overflow?',
      'What does it cost this month, and how far is the limit?',
    ]);
  });

  it('answers each question right below it', () => {
    const kinds = widgets.map(({ type }) => type);

    for (const [index, kind] of kinds.entries())
      if (kind === 'text') expect(kinds[index + 1]).toMatch(/alarm|metric|log/);
  });

  it('shows all alarms', () => {
    const alarms = Object.keys(template.findResources('AWS::CloudWatch::Alarm'));
    const shown = widgets.find(({ type }) => type === 'alarm')?.properties.alarms;

    expect(shown?.sort()).toEqual(alarms.map((id) => `<${id},Arn>`).sort());
  });

  it('is free: an account has three dashboards with up to 50 metrics each', () => {
    expect(metricsOf(widgets).length).toBeLessThanOrEqual(50);
    expect(metricsOf(everything).length).toBeLessThanOrEqual(50);
  });

  it('makes no metric of our own that no alarm has', () => {
    const own = metricsOf(everything).filter(([namespace]) => namespace === 'LogtoSms');
    const known: unknown[] = [...METRICS, ...RESPONSE_FAMILIES.map((family) => `Receipt${family}`)];

    expect(own.length).toBeGreaterThan(RESPONSE_FAMILIES.length);
    for (const [, name] of own) expect(known).toContain(name);
  });

  it('labels what the API answered, though it counts it by the same metrics', () => {
    const labels = JSON.stringify(metricsOf(widgets));

    for (const label of ['Taken (2xx)', 'Refused (4xx)', 'Failed (5xx)', 'Arrived', 'Not arrived']) {
      expect(labels).toContain(`"label":"${label}"`);
    }
  });

  it('counts in both logs what no metric counts', () => {
    const queries = widgets.flatMap(({ properties }) => properties.query ?? []);

    expect(queries).toHaveLength(2);
    for (const query of queries) expect(query).toMatch(/^SOURCE '<Sender\w+>' \| SOURCE '<Overflow\w+>' \| filter /);
    expect(queries[1]).toContain('by refusal, country');
  });

  it('asks the log for fields that it has', () => {
    const asked = widgets.flatMap(
      ({ properties }) => properties.query?.match(/\boutcome|(?<=count_distinct\()\w+|(?<=by .*)\w+(?=,|\n)/g) ?? [],
    );
    const line = logLine(
      {
        id: 'id',
        startedAt: 0,
        locale: 'en',
        country: 'DE',
        number: 'pseudonym',
        outcome: 'dropped',
        drop: 'expired',
        refusal: new Refusal('unavailable'),
        receipt: { status: 'queued', because: 'pace', resends: 0 },
      },
      'LogtoSms',
    );

    expect(new Set(asked)).toEqual(new Set(['outcome', 'drop', 'queuedBecause', 'number', 'refusal', 'country']));
    expect(Object.keys(JSON.parse(line))).toEqual(expect.arrayContaining([...new Set(asked)]));
  });

  it('shows how far the limit of the month is, where it is known', () => {
    const lines = everything.flatMap(({ properties }) => properties.annotations?.horizontal ?? []);

    expect(lines.map(({ value }) => value)).toEqual([100, 160, 200]);
  });

  it('shows why SMS do not arrive, where receipts are on', () => {
    const names = metricsOf(everything).map(([, name]) => name);

    for (const family of RESPONSE_FAMILIES) expect(names).toContain(`Receipt${family}`);
  });

  it("links each heading of the runbook to the operator's copy, where there is one", () => {
    const linked = widgetsOf(templateOf({ ...CONFIG, runbookUrl: 'https://example.com/runbook.md' }));
    const texts = linked.flatMap(({ properties }) => properties.markdown ?? []);

    expect(texts[0]).toContain('[Emergency stop](https://example.com/runbook.md#emergency-stop)');
    expect(texts[1]).toContain('[SnsRefused](https://example.com/runbook.md#snsrefused)');
  });

  it('lays no widget over another', () => {
    for (const [index, { x, y, width, height }] of everything.entries()) {
      for (const other of everything.slice(index + 1)) {
        const isApart =
          x + width <= other.x || other.x + other.width <= x || y + height <= other.y || other.y + other.height <= y;
        expect(isApart).toBe(true);
      }
      expect(x + width).toBeLessThanOrEqual(24);
    }
  });

  it('has its address in the outputs', () => {
    const region = { Ref: 'AWS::Region' };
    template.hasOutput('DashboardUrl', {
      Value: {
        'Fn::Join': [
          '',
          [
            'https://',
            region,
            '.console.aws.amazon.com/cloudwatch/home?region=',
            region,
            '#dashboards/dashboard/',
            { Ref: idOf(template, 'AWS::CloudWatch::Dashboard') },
          ],
        ],
      },
    });
  });

  it('is left out where it is switched off', () => {
    const without = templateOf(NOTHING);

    without.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
    expect(without.findOutputs('DashboardUrl')).toEqual({});
  });
});

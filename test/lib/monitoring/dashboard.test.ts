import type { Template } from 'aws-cdk-lib/assertions';
import { METRICS } from '../../../contract/metrics';
import { RESPONSE_FAMILIES } from '../../../contract/provider-response';
import { eventLine } from '../../../lambda/event-log';
import { logLine } from '../../../lambda/log';
import { Refusal } from '../../../lambda/refusal';
import {
  CONFIG,
  END_USER_MESSAGING,
  END_USER_MESSAGING_EVERYTHING,
  EVERYTHING,
  NOTHING,
  VERIFIED_SHARE,
} from '../configurations';
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

/** Returns the widgets. `<Id>` stands for what CloudFormation fills in. */
function widgetsOf(template: Template): Widget[] {
  const { DashboardBody } = resourceOf(template, 'AWS::CloudWatch::Dashboard').Properties;
  const { 'Fn::Join': [, parts] = [] } = DashboardBody as { 'Fn::Join': [string, unknown[]] };
  const body = parts?.map((part) => (typeof part === 'string' ? part : `<${Object.values(part as object)}>`)).join('');
  return JSON.parse(body ?? '').widgets;
}

function metricsOf(widgets: Widget[]): unknown[][] {
  return widgets.flatMap(({ properties }) => properties.metrics ?? []);
}

function expectApart(all: Widget[]): void {
  for (const [index, { x, y, width, height }] of all.entries()) {
    for (const other of all.slice(index + 1)) {
      const isApart =
        x + width <= other.x || other.x + other.width <= x || y + height <= other.y || other.y + other.height <= y;
      expect(isApart).toBe(true);
    }
    expect(x + width).toBeLessThanOrEqual(24);
  }
}

const template = templateOf();
const widgets = widgetsOf(template);
const everything = widgetsOf(templateOf(EVERYTHING));

describe('the dashboard', () => {
  it('has these questions from top to bottom', () => {
    const questions = widgets.flatMap(({ properties }) => /^## (.+)/.exec(properties.markdown ?? '')?.[1] ?? []);

    expect(questions).toEqual([
      'Is anything wrong?',
      'Are codes going out?',
      'Do they arrive?',
      'Who is refused, and why?',
      'How fast?',
      'How full is the overflow queue?',
      'What does it cost this month, and how close is the limit?',
    ]);
  });

  it('has the answer to each question right below it', () => {
    const kinds = widgets.map(({ type }) => type);

    for (const [index, kind] of kinds.entries())
      if (kind === 'text') expect(kinds[index + 1]).toMatch(/alarm|metric|log/);
  });

  it('shows all alarms', () => {
    const alarms = Object.keys(template.findResources('AWS::CloudWatch::Alarm'));
    const shown = widgets.find(({ type }) => type === 'alarm')?.properties.alarms;

    expect(shown?.sort()).toEqual(alarms.map((id) => `<${id},Arn>`).sort());
  });

  it('has at most 50 metrics, so that it can be one of the three free dashboards of an account', () => {
    expect(metricsOf(widgets).length).toBeLessThanOrEqual(50);
    expect(metricsOf(everything).length).toBeLessThanOrEqual(50);
  });

  it('uses no custom metric that no alarm uses', () => {
    const own = metricsOf(everything).filter(([namespace]) => namespace === 'LogtoSms');
    const known: unknown[] = [...METRICS, ...RESPONSE_FAMILIES.map((family) => `Receipt${family}`)];

    expect(own.length).toBeGreaterThan(RESPONSE_FAMILIES.length);
    for (const [, name] of own) expect(known).toContain(name);
  });

  it('labels the metrics of API Gateway and SNS', () => {
    const labels = JSON.stringify(metricsOf(widgets));

    for (const label of ['Accepted (2xx)', 'Refused (4xx)', 'Failed (5xx)', 'Arrived', 'Not arrived']) {
      expect(labels).toContain(`"label":"${label}"`);
    }
  });

  it('queries both logs for what no metric counts', () => {
    const queries = widgets.flatMap(({ properties }) => properties.query ?? []);

    expect(queries).toHaveLength(2);
    for (const query of queries) expect(query).toMatch(/^SOURCE '<Sender\w+>' \| SOURCE '<Overflow\w+>' \| filter /);
    expect(queries[1]).toContain('by refusal, country');
  });

  it('queries only fields that a log line has', () => {
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
        client: 'pseudonym',
        outcome: 'dropped',
        drop: 'expired',
        refusal: new Refusal('unavailable'),
        receipt: { status: 'queued', because: 'pace', resends: 0 },
      },
      'LogtoSms',
    );

    expect(new Set(asked)).toEqual(
      new Set(['outcome', 'drop', 'queuedBecause', 'number', 'client', 'refusal', 'country']),
    );
    expect(Object.keys(JSON.parse(line))).toEqual(expect.arrayContaining([...new Set(asked)]));
  });

  it('shows 50, 80 and 100 % of the spend limit if it is configured', () => {
    const lines = everything.flatMap(({ properties }) => properties.annotations?.horizontal ?? []);

    expect(lines.map(({ value }) => value)).toEqual([100, 160, 200]);
  });

  it('shows why SMS do not arrive if delivery receipts are on', () => {
    const names = metricsOf(everything).map(([, name]) => name);

    for (const family of RESPONSE_FAMILIES) expect(names).toContain(`Receipt${family}`);
  });

  describe('with End User Messaging', () => {
    const eum = widgetsOf(templateOf(END_USER_MESSAGING));
    const all = widgetsOf(templateOf(END_USER_MESSAGING_EVERYTHING));

    it('shows no metric of SNS, and no custom metric that no alarm uses', () => {
      const names = metricsOf(all).map(([namespace, name]) => `${namespace} ${name}`);
      const own = names.filter((name) => name.startsWith('LogtoSms'));
      const known = [...METRICS, 'ReceiptDelivered', 'ReceiptFailed', 'ReceiptCarrierBlock'];

      expect(names.filter((name) => name.includes('AWS/SNS'))).toEqual([]);
      expect(names).toContain('AWS/SMSVoice TextMessageMonthlySpend');
      expect(own).toEqual(expect.arrayContaining(['LogtoSms/<AWS::StackName> ReceiptFailed']));
      for (const name of own) expect(known).toContain(name.split(' ')[1]);
    });

    it('counts in the event log what became of the messages, by country and by cause', () => {
      const queries = eum
        .flatMap(({ properties }) => properties.query ?? [])
        .filter((query) => query.includes('EndUserMessagingLogEvents'));

      expect(queries).toHaveLength(2);
      expect(queries[0]).toContain('by isoCountryCode, eventType');
      expect(queries[1]).toContain('filter eventType not in ["TEXT_DELIVERED", "TEXT_SUCCESSFUL"]');
      expect(queries.join()).not.toContain('PhoneNumber');
    });

    it('has at most 50 metrics, and no overlapping widgets', () => {
      expect(metricsOf(all).length).toBeLessThanOrEqual(50);
      expectApart(eum);
    });
  });

  describe('with the limit by the share of used codes', () => {
    const shared = widgetsOf(templateOf({ ...EVERYTHING, verifiedShare: 'enforce' }));
    const queries = shared.flatMap(({ properties }) => properties.query ?? []);

    it('asks whether the codes are used, right below who is refused', () => {
      const questions = shared.flatMap(({ properties }) => /^## (.+)/.exec(properties.markdown ?? '')?.[1] ?? []);

      expect(questions[questions.indexOf('Who is refused, and why?') + 1]).toBe('Are the codes used?');
    });

    it('counts sent and used codes by country from both logs, and what the limit found, without a metric of its own', () => {
      const [sent, found] = queries.filter((query) => /proven|share/.test(query));

      expect(sent).toMatch(/^SOURCE '<SenderFunctionLog\w+>' \| SOURCE '<LogtoEventsFunctionLog\w+>' \| filter /);
      expect(sent).toContain('stats count(proven) as sent, sum(codes) as used');
      expect(sent).toContain(' by country');
      expect(found).toMatch(/^SOURCE '<SenderFunctionLog\w+>' \| filter ispresent\(share\) or refusal = /);
      expect(metricsOf(shared)).toEqual(metricsOf(everything));
    });

    it('queries only fields that the log lines have', () => {
      const line = logLine(
        {
          id: 'id',
          startedAt: 0,
          locale: 'en',
          country: 'DE',
          outcome: 'sent',
          isProven: false,
          share: 'would-refuse',
        },
        'LogtoSms',
      );
      const event = eventLine({ id: 'id', startedAt: 0, outcome: 'credited', country: 'DE', codes: 1 }, 'LogtoSms');

      expect(Object.keys(JSON.parse(line))).toEqual(expect.arrayContaining(['proven', 'share', 'outcome', 'country']));
      expect(Object.keys(JSON.parse(event))).toEqual(expect.arrayContaining(['codes', 'country']));
    });

    it('says what it would refuse as long as it refuses nothing', () => {
      const titlesOf = (verifiedShare: string) =>
        JSON.stringify(widgetsOf(templateOf({ ...CONFIG, verifiedShare }))).match(/What the limit \w+( refuse)?/g);

      expect(titlesOf('record')).toEqual(['What the limit would refuse']);
      expect(titlesOf('enforce')).toEqual(['What the limit refused']);
    });

    it('has at most 50 metrics, and no overlapping widgets', () => {
      expect(metricsOf(shared).length).toBeLessThanOrEqual(50);
      expectApart(shared);
      expectApart(widgetsOf(templateOf(VERIFIED_SHARE)));
    });
  });

  it("links each heading to the operator's copy of the runbook, if there is one", () => {
    const linked = widgetsOf(templateOf({ ...CONFIG, runbookUrl: 'https://example.com/runbook.md' }));
    const texts = linked.flatMap(({ properties }) => properties.markdown ?? []);

    expect(texts[0]).toContain('[Emergency stop](https://example.com/runbook.md#emergency-stop)');
    expect(texts[1]).toContain('[SnsRefused](https://example.com/runbook.md#snsrefused)');
  });

  it('has no overlapping widgets', () => {
    expectApart(everything);
  });

  it('has its address in the outputs', () => {
    const region = { Ref: 'AWS::Region' };
    template.hasOutput('DashboardUrl', {
      Value: {
        'Fn::Join': [
          '',
          [
            'https://',
            { 'Fn::FindInMap': ['Console', { Ref: 'AWS::Partition' }, 'host'] },
            '/cloudwatch/home?region=',
            region,
            '#dashboards/dashboard/',
            { Ref: idOf(template, 'AWS::CloudWatch::Dashboard') },
          ],
        ],
      },
    });
  });

  it('has a host in every partition', () => {
    template.hasMapping('Console', {
      aws: { host: 'console.aws.amazon.com' },
      'aws-us-gov': { host: 'console.amazonaws-us-gov.com' },
      'aws-cn': { host: 'console.amazonaws.cn' },
    });
  });

  it('has the Region in its name, because dashboards are global in an account', () => {
    template.hasResourceProperties('AWS::CloudWatch::Dashboard', {
      DashboardName: { 'Fn::Join': ['', [{ Ref: 'AWS::StackName' }, '-', { Ref: 'AWS::Region' }]] },
    });
  });

  it('does not exist if it is switched off', () => {
    const without = templateOf(NOTHING);

    without.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
    expect(without.findOutputs('DashboardUrl')).toEqual({});
  });
});

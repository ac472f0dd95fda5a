import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { logLine } from '../../lambda/log';
import { Refusal } from '../../lambda/refusal';
import type { Report } from '../../lambda/report';
import { CONFIG, idOf, stackOf, templateOf } from './stack-of';

const RUNBOOK = readFileSync(join(__dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');
const HEADINGS = [...RUNBOOK.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading ?? '');
const GENERAL = ['Emergency stop', 'Before you look'];

const template = templateOf(CONFIG);

/** What a report gives when everything that can be said of a request is said. */
const REPORT: Report = {
  id: 'id',
  startedAt: 0,
  locale: 'en',
  to: '+4915112345678',
  country: 'DE',
  type: 'SignIn',
  outcome: 'refused',
  refusal: new Refusal('unavailable', { cause: Object.assign(new Error(), { code: 'ECONNRESET' }) }),
  receipt: { messageId: 'id', resends: 0 },
  authenticatedAt: 1,
  readyAt: 2,
  endedAt: 3,
};

/** The names of a JSON object's fields as Logs Insights gives them. */
function fieldsOf(json: object, prefix = ''): string[] {
  return Object.entries(json).flatMap(([key, value]) => [
    `${prefix}${key}`,
    ...(typeof value === 'object' && value !== null ? fieldsOf(value, `${prefix}${key}.`) : []),
  ]);
}

describe('docs/runbook.md', () => {
  it('has a heading for every alarm, and an alarm for every heading but the general ones', () => {
    const named = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
      ({ Properties }) => /docs\/runbook\.md, "(.+)"\.$/.exec(Properties.AlarmDescription)?.[1],
    );

    expect(named.length).toBeGreaterThan(0);
    expect(HEADINGS.filter((heading) => !GENERAL.includes(heading)).sort()).toEqual(named.sort());
  });

  it('begins with the emergency stop', () => {
    expect(HEADINGS.slice(0, 2)).toEqual(GENERAL);
  });

  it.each(HEADINGS.filter((heading) => !GENERAL.includes(heading)))(
    '%s: says what it means, where to look, how to mend it, and when to ignore it',
    (heading) => {
      const section = RUNBOOK.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';

      expect([...section.matchAll(/^\*\*(Means|Look|Mend|Ignore)\*\*/gm)].map(([, word]) => word)).toEqual([
        'Means',
        'Look',
        'Mend',
        'Ignore',
      ]);
    },
  );

  it('finds the resources of the stack by the beginnings of their names', () => {
    const starts = [...RUNBOOK.matchAll(/(?:LogicalResourceId,'|\$\(resource )(\w+)/g)].map(([, start]) => start ?? '');
    const ids = Object.keys(template.toJSON().Resources);

    expect([...new Set(starts)].sort()).toEqual(['EndpointAccessLog', 'SenderHandler', 'SenderLog', 'TokenSecret']);
    for (const start of starts) expect(ids.filter((id) => id.startsWith(start))).toHaveLength(1);
    expect(idOf(template, 'AWS::Lambda::Function')).toMatch(/^SenderHandler/);
    expect(idOf(template, 'AWS::SecretsManager::Secret')).toMatch(/^TokenSecret/);
    expect(RUNBOOK).toContain(`STACK=${stackOf().stackName}\n`);
  });

  it('asks the logs for fields that they have', () => {
    const [stage] = Object.values(template.findResources('AWS::ApiGatewayV2::Stage'));
    const written = fieldsOf(JSON.parse(logLine(REPORT, 'LogtoSms')));
    const access = fieldsOf(JSON.parse(stage?.Properties.AccessLogSettings.Format));
    // Lambda's own: the lines of its runtime, and what Logs Insights adds.
    const known = new Set([...written, ...access, 'record.status', '@timestamp', '@message']);

    const queries = [...RUNBOOK.matchAll(/^```text\n([\s\S]*?)^```/gm)].map(([, query]) => query ?? '');
    const filters = [...RUNBOOK.matchAll(/--filter-pattern '([^']+)'/g)].map(([, filter]) => filter ?? '');
    const asked = [
      ...queries.flatMap((query) => query.match(FIELD) ?? []).filter((word) => !QUERY_WORDS.has(word)),
      ...filters.flatMap((filter) => [...filter.matchAll(/\$\.([\w.]+)/g)].map(([, field]) => field ?? '')),
    ];

    expect(queries).toHaveLength(4);
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter((field) => !known.has(field))).toEqual([]);
  });

  it('explains the fields of a line by names that it has', () => {
    const table = RUNBOOK.split('| field | says |')[1]?.split('\n\n')[0] ?? '';
    const explained = table
      .split('\n')
      .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([\w.]+)`/g)].map(([, field]) => field));

    expect(explained).toHaveLength(15);
    expect(fieldsOf(JSON.parse(logLine(REPORT, 'LogtoSms')))).toEqual(expect.arrayContaining(explained));
  });
});

/** A word of a query outside of quotes, patterns and `count(*)`. */
const FIELD = /(?<!["/^\w])@?[a-zA-Z][\w.]*(?!["\w])/g;

const QUERY_WORDS = new Set(
  'filter ispresent stats count max as by sort desc fields limit like in and or not requests slowest'.split(' '),
);

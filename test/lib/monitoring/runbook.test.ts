import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventLine } from '../../../lambda/event-log';
import { logLine } from '../../../lambda/log';
import { Refusal } from '../../../lambda/refusal';
import type { Report } from '../../../lambda/report';
import {
  CONFIG,
  END_USER_MESSAGING,
  END_USER_MESSAGING_EVERYTHING,
  EVERYTHING,
  VERIFIED_SHARE,
} from '../configurations';
import { stackOf } from '../stack-of';
import { idOf, resourceOf, templateOf } from '../template-of';

const RUNBOOK = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'runbook.md'), 'utf8');
const HEADINGS = [...RUNBOOK.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading ?? '');
const GENERAL = ['Emergency stop', 'Before you look'];

const template = templateOf(CONFIG);
/** Together they have every alarm. */
const everything = [EVERYTHING, END_USER_MESSAGING, END_USER_MESSAGING_EVERYTHING, VERIFIED_SHARE].map((config) =>
  templateOf(config),
);

/** A report with every field that a request or a queued message can have. */
const REPORT: Report = {
  id: 'id',
  startedAt: 0,
  locale: 'en',
  to: '+4915112345678',
  number: '0123456789abcdef',
  client: '0123456789abcdef',
  country: 'DE',
  isProven: false,
  share: 'would-refuse',
  type: 'SignIn',
  outcome: 'dropped',
  token: 'previous',
  drop: 'refused',
  refusal: new Refusal('unavailable', {
    cause: Object.assign(new Error(), { code: 'ECONNRESET', Reason: 'OTHER' }),
    keys: ['recipient'],
  }),
  tableFault: Object.assign(new Error(), { code: 'ECONNRESET' }),
  tokenFault: Object.assign(new Error(), { code: 'ECONNRESET' }),
  dayShare: 0.8,
  receipt: { status: 'sent', messageId: 'id', resends: 0 },
  queuedAt: 0,
  authenticatedAt: 1,
  readyAt: 2,
  endedAt: 3,
};
const QUEUED: Report = { ...REPORT, outcome: 'queued', receipt: { status: 'queued', because: 'pace', resends: 0 } };

const LOGGED = [REPORT, QUEUED].flatMap((report) => fieldsOf(JSON.parse(logLine(report, 'LogtoSms'))));

/** The fields of a line about one of Logto's events. */
const EVENT_LINE = fieldsOf(
  JSON.parse(
    eventLine(
      {
        id: 'id',
        startedAt: 0,
        outcome: 'credited',
        refusal: 'unavailable',
        event: 'PostSignIn',
        country: 'DE',
        codes: 1,
      },
      'LogtoSms',
    ),
  ),
);

/** Returns the names of an object's fields as Logs Insights writes them, such as `ms.total`. */
function fieldsOf(json: object, prefix = ''): string[] {
  return Object.entries(json).flatMap(([key, value]) => [
    `${prefix}${key}`,
    ...(typeof value === 'object' && value !== null ? fieldsOf(value, `${prefix}${key}.`) : []),
  ]);
}

describe('docs/runbook.md', () => {
  it('has a heading for every alarm, and an alarm for every heading except the general ones', () => {
    const alarms = everything.flatMap((each) => Object.values(each.findResources('AWS::CloudWatch::Alarm')));
    const named = alarms.map(({ Properties }) => /docs\/runbook\.md, "(.+)"\.$/.exec(Properties.AlarmDescription)?.[1]);

    expect(named.length).toBeGreaterThan(0);
    expect(HEADINGS.filter((heading) => !GENERAL.includes(heading)).sort()).toEqual([...new Set(named)].sort());
  });

  it('begins with the emergency stop', () => {
    expect(HEADINGS.slice(0, 2)).toEqual(GENERAL);
  });

  it.each(HEADINGS.filter((heading) => !GENERAL.includes(heading)))(
    '%s: has its meaning, diagnosis, resolution, and when to ignore it',
    (heading) => {
      const section = RUNBOOK.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';

      expect([...section.matchAll(/^\*\*(.+?)\*\*[:,]/gm)].map(([, part]) => part)).toEqual([
        'Meaning',
        'Diagnosis',
        'Resolution',
        'When to ignore',
      ]);
    },
  );

  it('has only commands that zsh, the shell of macOS, takes as bash does: nothing that it would expand is unquoted', () => {
    const blocks = [...RUNBOOK.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block]) => (block ?? '').split('\n'));
    const inline = [...RUNBOOK.matchAll(/`((?:aws|npm|npx|curl) [^`]+)`/g)].map(([, command]) => command ?? '');
    const unquoted = [...blocks, ...inline]
      // Functions are written alike in both shells.
      .map((line) => line.replace(/^\w+\(\) \{.*$/, ''))
      .map((line) => line.replace(/'[^']*'|"[^"]*"/g, '').replace(/\$\([^)]*\)/g, ''));

    expect(inline.length).toBeGreaterThan(20);
    // zsh stops with "no matches found" at a pattern that matches no file, and takes `=word` for the path of a command.
    expect(unquoted.filter((line) => /[[\]*?#]|(^| )=/.test(line.replace(/ # .*$| <[^>]+>/g, '')))).toEqual([]);
  });

  it('finds each resource by its type and the start of its logical id', () => {
    const asked = [...RUNBOOK.matchAll(/\$\(resource ([\w:]+) (\w+)\)/g)].map(([, type, start]) => `${type} ${start}`);

    expect(asked).toHaveLength(15);
    for (const [type = '', start] of asked.map((each) => each.split(' '))) {
      const of = start?.startsWith('LogtoEvents') ? templateOf(VERIFIED_SHARE) : template;
      expect(idOf(of, `AWS::${type}`, start)).toMatch(/\w/);
    }
    expect(RUNBOOK).toContain(`STACK=${stackOf().stackName}\n`);
  });

  it('finds the event log of End User Messaging', () => {
    const [, start = ''] = /^resource Logs::LogGroup (\w+)$/m.exec(RUNBOOK) ?? [];

    expect(idOf(templateOf(END_USER_MESSAGING), 'AWS::Logs::LogGroup', start)).toMatch(/^EndUserMessaging/);
  });

  it.each([
    [0, 'lambda put-function-concurrency --reserved-concurrent-executions 0 --function-name'],
    [1, 'lambda delete-function-concurrency --function-name'],
  ])('stops all functions and undoes the stop for all of them (command %i)', (index, call) => {
    const functions = Object.keys(template.findResources('AWS::Lambda::Function'));

    expect(callsOf(index).sort()).toEqual(functions.map((id) => `${call} ${id}`).sort());
  });

  it('empties the queue, but not the dead-letter queue', () => {
    const queue = idOf(template, 'AWS::SQS::Queue', 'OverflowQueue');

    expect(callsOf(2)).toEqual([`sqs purge-queue --queue-url ${queue}`]);
  });

  it('creates a lost table again with the same properties', () => {
    const { Properties } = resourceOf(template, 'AWS::DynamoDB::GlobalTable');
    const [key, ttl] = [Properties.KeySchema, Properties.TimeToLiveSpecification];

    expect(key).toEqual([{ AttributeName: 'key', KeyType: 'HASH' }]);
    expect(ttl).toEqual({ AttributeName: 'expires', Enabled: true });
    expect(RUNBOOK).toContain('--attribute-definitions AttributeName=key,AttributeType=S');
    expect(RUNBOOK).toContain('--key-schema AttributeName=key,KeyType=HASH --billing-mode PAY_PER_REQUEST');
    expect(RUNBOOK).toContain('--time-to-live-specification Enabled=true,AttributeName=expires\n');
  });

  it('says how often a message is received before it becomes a dead letter', () => {
    const { RedrivePolicy } = resourceOf(template, 'AWS::SQS::Queue', 'OverflowQueue').Properties;

    expect(RUNBOOK.replace(/\s+/g, ' ')).toContain(
      `handed a message out ${(RedrivePolicy as { maxReceiveCount: number }).maxReceiveCount} times`,
    );
  });

  it('queries only fields that the logs have', () => {
    const [stage] = Object.values(template.findResources('AWS::ApiGatewayV2::Stage'));
    const access = fieldsOf(JSON.parse(stage?.Properties.AccessLogSettings.Format));
    // Besides ours: fields of Lambda's own log lines, and those that Logs Insights adds.
    const known = new Set([
      ...LOGGED,
      ...EVENT_LINE,
      ...access,
      ...DELIVERY_LOG,
      ...EVENT_LOG,
      'record.status',
      '@timestamp',
      '@message',
    ]);

    const queries = [...RUNBOOK.matchAll(/^```text\n([\s\S]*?)^```/gm)].map(([, query]) => query ?? '');
    const filters = [...RUNBOOK.matchAll(/--filter-pattern '([^']+)'/g)].map(([, filter]) => filter ?? '');
    const asked = [
      ...queries
        .flatMap((query) => query.replace(/"[^"]*"/g, '').match(FIELD) ?? [])
        .filter((word) => !QUERY_WORDS.has(word)),
      ...filters.flatMap((filter) => [...filter.matchAll(/\$\.([\w.]+)/g)].map(([, field]) => field ?? '')),
    ];

    expect(queries).toHaveLength(40);
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter((field) => !known.has(field))).toEqual([]);
  });

  it('explains only fields that a log line has', () => {
    const table = RUNBOOK.split('| Field | Meaning |')[1]?.split('\n\n')[0] ?? '';
    const explained = table
      .split('\n')
      .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([\w.]+)`/g)].map(([, field]) => field));

    expect(explained).toHaveLength(31);
    expect(LOGGED).toEqual(expect.arrayContaining(explained));
  });
});

/** A word of a query without quotes, but not in a pattern. */
const FIELD = /(?<![/^\w])@?[a-zA-Z][\w.]*/g;

/** The fields of the delivery log of SNS that the runbook uses ("Amazon SNS SMS delivery status", developer guide). */
const DELIVERY_LOG = ['status', 'delivery.providerResponse', 'delivery.phoneCarrier'];

/** Those of the event log of End User Messaging ("Example AWS End User Messaging SMS event data", user guide). */
const EVENT_LOG = ['eventType', 'messageId', 'messageStatusDescription', 'isoCountryCode', 'carrierName'];

const QUERY_WORDS = new Set(
  `filter ispresent stats count count_distinct max as by sort desc fields display limit like in and or not
  requests slowest messages longest codes numbers clients countries percent endings bin pct slow token sns newest sent used sum 5m 1h 1s`.split(
    /\s+/,
  ),
);

/** Replaces the AWS CLI: it finds resources with the given query, and prints the arguments of every other call. */
const FAKE_AWS = `aws() {
  if [ "$1" = cloudformation ]; then node -e "$FIND" -- "$*"; else echo "$*"; fi
}
`;
const FIND = `
  const query = process.argv.at(-1);
  const [, type] = /ResourceType=='([^']+)'/.exec(query) ?? [];
  const starts = [...query.matchAll(/(?:starts_with|contains)\\(LogicalResourceId,'(\\w+)'\\)/g)].map(([, start]) => start);
  const resources = Object.entries(JSON.parse(process.env.RESOURCES));
  const found = resources.filter(([id, of]) => (!type || of === type) && starts.some((start) => id.startsWith(start)));
  console.log(found.map(([id]) => id).join('\\t'));
`;

/** Runs a command under "Emergency stop". Returns its calls of the AWS CLI, with logical ids instead of names. */
function callsOf(index: number): string[] {
  const section = RUNBOOK.split('\n## ')[1] ?? '';
  const command = [...section.matchAll(/^ *```sh\n([\s\S]*?)^ *```/gm)][index]?.[1] ?? '';
  const resources = Object.entries<{ Type: string }>(template.toJSON().Resources);
  const types = resources.map(([id, { Type }]) => [id, Type]);
  const env = { PATH: process.env.PATH, FIND, RESOURCES: JSON.stringify(Object.fromEntries(types)) };
  return execFileSync('sh', ['-c', FAKE_AWS + command], { env, encoding: 'utf8' })
    .trim()
    .split('\n');
}

import { GetQueryResultsCommand, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeOptedOutNumbersCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { CheckIfPhoneNumberIsOptedOutCommand, GetSMSAttributesCommand } from '@aws-sdk/client-sns';
import { readStack } from '../../commands/aws/deployed';
import { describeLogEntry } from '../../commands/aws/log-entries';
import { describeNumberCounters } from '../../commands/aws/number-counters';
import { type TraceOptions, traceNumber } from '../../commands/trace-number';
import { parseConfig } from '../../config/load-config';
import type { DropCause } from '../../contract/log-line';
import { pseudonyms } from '../../contract/pseudonym';
import { COUNTER, keyOfNumber, windowOf } from '../../contract/table';
import { deliver } from '../../lambda/deliver';
import { logLine } from '../../lambda/log';
import { tableCounters } from '../../lambda/table-counters';
import { type FakeDependencies, fakeDependencies, request, SIGN_IN } from '../fake-dependencies';
import { type FakeDynamodb, fakeDynamodb, TABLE } from '../fake-dynamodb';
import { type Clients, healthyAccount, KEY_ARN, mockedClients, RESOURCES, resources, SDK } from './fake-account';
import { fakeOutput } from './fake-output';

const PHONE = `+${SIGN_IN.to}`;
/** The key of `fakeDependencies`. */
const KEY = 'a key for tests';
const GROUP = 'sns/eu-central-1/111122223333/DirectPublishToPhoneNumber';

let clients: Clients;
let database: FakeDynamodb;
let dependencies: FakeDependencies;
let day = 0;
/** The lines of each log group. */
let logs: Map<string, string[]>;
/** The queries that Logs Insights got. */
let queries: { logGroupNames?: string[]; queryString?: string }[];

beforeAll(async () => {
  clients = mockedClients();
  // The table is a real one: DynamoDB is not mocked.
  clients.dynamodb.restore();
  database = await fakeDynamodb();
  process.env.AWS_ENDPOINT_URL_DYNAMODB = database.url;
  process.env.AWS_ACCESS_KEY_ID = 'x';
  process.env.AWS_SECRET_ACCESS_KEY = 'x';
  process.env.AWS_REGION = 'eu-central-1';
});
afterAll(() => database.close());

beforeEach(async () => {
  logs = new Map();
  queries = [];
  const { dynamodb: _, ...mocked } = clients;
  for (const client of Object.values(mocked)) client.reset();
  healthyAccount(clients, 'https://abc.example.com/sms');
  clients.cloudformation.resolves({
    Stacks: [{ StackName: 'LogtoSms', StackStatus: 'CREATE_COMPLETE', CreationTime: new Date(), Outputs: [] }],
    StackResourceSummaries: resources(
      RESOURCES.map(([id, type, physical]) => [id, type, type === 'AWS::DynamoDB::GlobalTable' ? TABLE : physical]),
    ),
  });
  clients.secrets
    .on(GetSecretValueCommand, { SecretId: KEY_ARN })
    .resolves({ SecretString: KEY, VersionId: 'v1', CreatedDate: new Date() });
  mockLogsInsights();
  const line = (group: string, text: string) => logs.set(group, [...(logs.get(group) ?? []), text]);
  // Each test has its own day, because they share the table.
  dependencies = fakeDependencies({
    counters: tableCounters(TABLE),
    report: (report) => line('LogtoSms-SenderLog', logLine(report, 'LogtoSms')),
  });
  day += 1;
  dependencies.wait(day * 86_400_000);
});

/** Mocks Logs Insights: a query is running at the first poll, and complete at the second. */
function mockLogsInsights(): void {
  clients.logs.on(StartQueryCommand).callsFake((query) => {
    if (query.logGroupNames?.some((name: string) => name === `${GROUP}/Failure` && !logs.has(name))) {
      throw Object.assign(new Error(), { name: 'ResourceNotFoundException' });
    }
    queries.push(query);
    return { queryId: String(queries.length - 1) };
  });
  const polls = new Map<string, number>();
  clients.logs.on(GetQueryResultsCommand).callsFake(({ queryId }) => {
    polls.set(queryId, (polls.get(queryId) ?? 0) + 1);
    if (polls.get(queryId) === 1) return { status: 'Running', results: [] };
    const { logGroupNames = [], queryString = '' } = queries[Number(queryId)] ?? {};
    const values = [...queryString.matchAll(/"([^"]+)"/g)].map(([, value]) => value);
    const lines = logGroupNames
      .flatMap((name) => logs.get(name) ?? [])
      .filter((text) => {
        const { number, notification, messageId } = JSON.parse(text);
        return values.includes(number ?? notification?.messageId ?? messageId);
      });
    return { status: 'Complete', results: lines.map((value) => [{ field: '@message', value }]) };
  });
}

/** Runs trace. */
async function trace(changes: Partial<TraceOptions> = {}, config: object = {}) {
  const stack = await readStack(SDK, 'LogtoSms');
  if (!stack) throw new Error('The fake account has no stack.');
  const output = fakeOutput();
  const result = await traceNumber(
    { phone: PHONE, hours: 24, unlock: false, ...changes },
    {
      sdk: SDK,
      config: parseConfig({ brand: 'Acme', countries: ['DE', 'AT', 'US'], ...config }, 'test'),
      stack,
      output,
      now: dependencies.now,
      sleep: async () => undefined,
    },
  );
  return { result, lines: output.lines, printed: output.text().replace(/\s+/g, ' ') };
}

/** Requests a code, two seconds after the last one. */
async function requestCode(code = '123456', changes: object = {}) {
  dependencies.wait(2_000);
  return deliver(request({ ...SIGN_IN, payload: { code }, ...changes }), dependencies);
}

describe('trace', () => {
  it('finds what the function logged and counted, by the same pseudonym', async () => {
    await requestCode('111111');
    await requestCode('222222');
    await requestCode('333333', { to: '4915112345679' });

    const { result, lines, printed } = await trace();

    expect(result.number).toBe(pseudonyms(KEY)(PHONE).slice(0, 10));
    expect(result.attempts.map(({ outcome, type }) => [outcome, type])).toEqual([
      ['sent', 'SignIn'],
      ['sent', 'SignIn'],
    ]);
    expect(printed).toContain('Codes requested: 2 of 5 in these ten minutes, 2 of 15 today (UTC).');
    expect(lines.every(({ state }) => state === 'ok')).toBe(true);
  });

  it('sends CloudWatch neither the number nor the whole pseudonym, because it keeps the queries', async () => {
    await requestCode();
    await trace();
    const sent = JSON.stringify(queries);
    expect(sent).not.toContain(SIGN_IN.to.slice(2));
    expect(sent).not.toContain(pseudonyms(KEY)(PHONE));
  });

  it('shows the delivery receipt of each message', async () => {
    await requestCode('111111');
    await requestCode('222222');
    const receipt = (messageId: string, status: string, providerResponse: string) =>
      JSON.stringify({ status, notification: { messageId }, delivery: { providerResponse } });
    logs.set(GROUP, [receipt('message-1', 'SUCCESS', 'Message has been accepted by phone')]);
    logs.set(`${GROUP}/Failure`, [receipt('message-2', 'FAILURE', 'No quota left for account')]);

    const { lines } = await trace();

    expect(lines[0]).toMatchObject({ state: 'ok', text: expect.stringMatching(/UTC SignIn: Delivered: Message/) });
    expect(lines[1]).toMatchObject({
      state: 'fail',
      text: expect.stringContaining('Not delivered: No quota left for account.'),
      next: expect.stringContaining('npm run doctor'),
    });
  });

  describe('of a stack that sends through End User Messaging', () => {
    const EVENTS = 'LogtoSms-Events';
    const event = (messageId: string, eventType: string, changes: object = {}) =>
      JSON.stringify({
        messageId,
        eventType,
        isFinal: true,
        messageStatusDescription: `says ${eventType}`,
        ...changes,
      });

    beforeEach(() => {
      clients.cloudformation.resolves({
        Stacks: [{ StackName: 'LogtoSms', StackStatus: 'CREATE_COMPLETE', CreationTime: new Date(), Outputs: [] }],
        StackResourceSummaries: resources(
          [...RESOURCES, ['EndUserMessagingLogEvents1A2B', 'AWS::Logs::LogGroup', EVENTS] as const].map(
            ([id, type, physical]) => [id, type, type === 'AWS::DynamoDB::GlobalTable' ? TABLE : physical],
          ),
        ),
      });
    });

    it('shows the last event of each message, from its own log, and asks SNS nothing', async () => {
      clients.sns.reset().rejects(new Error('SNS was asked'));
      await requestCode('111111');
      await requestCode('222222');
      await requestCode('333333');
      logs.set(EVENTS, [
        event('message-1', 'TEXT_DELIVERED', {
          totalMessagePrice: 0.06087,
          totalCarrierFee: 0.001,
          carrierName: 'Mobil',
        }),
        event('message-2', 'TEXT_UNREACHABLE', { isFinal: false }),
        event('message-2', 'TEXT_SPAM'),
        event('message-3', 'TEXT_UNREACHABLE', { isFinal: false }),
      ]);

      const { lines } = await trace({}, { sender: { api: 'end-user-messaging' } });

      expect(lines[0]).toMatchObject({
        state: 'ok',
        text: expect.stringContaining('Delivered, for 0.06187 USD: says TEXT_DELIVERED (Mobil).'),
      });
      expect(lines[1]).toMatchObject({
        state: 'fail',
        text: expect.stringContaining('Not delivered: says TEXT_SPAM.'),
        next: expect.stringContaining('register'),
      });
      expect(lines[2]).toMatchObject({ state: 'ok', text: expect.stringContaining('AWS accepted it.') });
    });

    it('says that the number has opted out, from the lists of this API', async () => {
      clients.smsVoice.on(DescribeOptedOutNumbersCommand).resolves({
        OptedOutNumbers: [{ OptedOutNumber: PHONE, OptedOutTimestamp: new Date(), EndUserOptedOut: true }],
      });

      expect((await trace({}, { sender: { api: 'end-user-messaging' } })).printed).toContain(
        'The number …78 has opted out (it answered STOP, list "Default"): AWS refuses codes to it.',
      );
    });
  });

  it('says so where receipts are off', async () => {
    clients.sns.on(GetSMSAttributesCommand).resolves({});
    await requestCode();
    expect((await trace()).printed).toContain('Delivery receipts are off');
  });

  it('continues without receipts that it may not read', async () => {
    clients.sns.on(GetSMSAttributesCommand).rejects(Object.assign(new Error(), { name: 'AuthorizationError' }));
    await requestCode();
    const { printed } = await trace();
    expect(printed).toContain('Cannot search the delivery receipts');
    expect(printed).toContain('AWS accepted it.');
    expect(printed).toContain('Codes requested: 1 of 5');
  });

  it('shows a limit that is reached, and --unlock lets the next code through', async () => {
    for (let count = 0; count < 5; count++) await requestCode(`00000${count}`);
    expect((await requestCode('999999')).status).toBe(429);

    const { printed } = await trace();
    expect(printed).toContain('refused, limit-number');
    expect(printed).toContain('5 of 5 in these ten minutes');
    expect(printed).toContain('--unlock');

    expect((await trace({ unlock: true })).printed).toContain("The number's counters of today are cleared");
    expect((await requestCode('888888')).status).toBe(200);
    expect((await trace()).printed).toContain('Codes requested: 1 of 5 in');
  });

  it('--unlock removes the counters and nothing else, so that a code is still sent once', async () => {
    await requestCode();
    const key = keyOfNumber(pseudonyms(KEY)(PHONE), dependencies.now());
    const before = await dependencies.counters.read(key);

    await trace({ unlock: true });

    const { [COUNTER.numberPerDay]: _, [windowOf(dependencies.now())]: __, ...others } = before;
    expect(Object.keys(others)).toContainEqual(expect.stringMatching(/^said-/));
    expect(await dependencies.counters.read(key)).toEqual(others);
  });

  it('--unlock leaves no item for a number without one, because it would never expire', async () => {
    expect((await trace({ unlock: true })).printed).toContain("The number's counters of today are cleared");

    const Key = { key: { S: keyOfNumber(pseudonyms(KEY)(PHONE), dependencies.now()) } };
    const { Item } = await new DynamoDBClient({}).send(new GetItemCommand({ TableName: TABLE, Key }));
    expect(Item).toBeUndefined();
  });

  it('does not clear the counters of other numbers', async () => {
    for (let count = 0; count < 5; count++) await requestCode(`00000${count}`, { to: '4915112345679' });
    await trace({ unlock: true });
    expect((await requestCode('999999', { to: '4915112345679' })).status).toBe(429);
  });

  it('says that the country is not served, whose numbers are not in the log', async () => {
    const { printed } = await trace({}, { countries: ['AT'] });
    expect(printed).toContain('The number\'s country (DE) is not in "countries"');
    expect(printed).toContain('has no request for this number');
  });

  it.each([
    [
      'is scheduled for deletion',
      'InvalidRequestException',
      "You can't perform this operation on the secret because it was marked for deletion.",
      `restore-secret --secret-id ${KEY_ARN} --region eu-central-1`,
    ],
    [
      'was deleted',
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret.",
      'docs/runbook.md, "Restore a deleted secret"',
    ],
    [
      'has no value',
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
      'docs/runbook.md, "Restore a deleted secret"',
    ],
  ])('says that the key of the pseudonyms %s, and what to do', async (text, name, message, next) => {
    clients.secrets
      .on(GetSecretValueCommand, { SecretId: KEY_ARN })
      .rejects(Object.assign(new Error(message), { name }));
    await expect(trace()).rejects.toMatchObject({
      message: expect.stringMatching(`^The key of the pseudonyms ${text}.*no number can be found`),
      next: expect.stringContaining(next),
    });
    await expect(trace()).rejects.not.toMatchObject({ next: expect.stringContaining('rotate-token') });
  });

  it('says that the number has opted out', async () => {
    clients.sns.on(CheckIfPhoneNumberIsOptedOutCommand).resolves({ isOptedOut: true });
    expect((await trace()).printed).toContain('The number …78 has opted out');
  });

  it('fails when CloudWatch ends a query without a result', async () => {
    clients.logs.on(GetQueryResultsCommand).resolves({ status: 'Timeout' });
    await expect(trace()).rejects.toMatchObject({
      message: 'CloudWatch ended the search of the log without a result (Timeout).',
    });
  });
});

describe('each outcome of an entry', () => {
  const entry = { timestamp: '2026-11-21T12:00:00.000Z', requestId: 'r', type: 'SignIn' } as const;

  it.each([
    [{ outcome: 'sent' }, 'ok', 'AWS accepted it.'],
    [{ outcome: 'queued' }, 'ok', 'queued, to be sent within seconds.'],
    [{ outcome: 'duplicate' }, 'warn', 'the same code again within a minute, so not sent again.'],
    [{ outcome: 'postponed', fault: { name: 'Throttling' } }, 'warn', 'still in the queue (Throttling).'],
    [{ outcome: 'dropped', drop: 'expired' }, 'fail', 'dropped, because it waited too long in the queue.'],
    [{ outcome: 'dropped', drop: 'superseded' }, 'warn', 'dropped, because a newer code was requested.'],
    [{ outcome: 'dropped' }, 'fail', 'dropped, for an unknown reason.'],
    // A line of a later version.
    [{ outcome: 'dropped', drop: 'new-cause' as DropCause }, 'fail', 'dropped, for an unknown reason.'],
    [
      { outcome: 'refused', refusal: 'sns-refused', fault: { name: 'AuthorizationError' } },
      'fail',
      'refused, sns-refused (AuthorizationError).',
    ],
    [
      { outcome: 'refused', refusal: 'opted-out', fault: { name: 'ConflictException', reason: 'SOME_REASON' } },
      'fail',
      'refused, opted-out (ConflictException SOME_REASON).',
    ],
  ] as const)('%j is described', (outcome, state, text) => {
    expect(describeLogEntry({ ...entry, ...outcome }, undefined)).toEqual({
      state,
      text: `2026-11-21 12:00:00 UTC SignIn: ${text}`,
    });
  });
});

describe('the counters', () => {
  it.each([
    [{ today: 15, tenMinutes: 2 }, 'fail', 'until midnight UTC'],
    [{ today: 7, tenMinutes: 5 }, 'fail', 'until the next full ten minutes'],
    [{ today: 7, tenMinutes: 2 }, 'ok', '2 of 5 in these ten minutes, 7 of 15 today'],
  ] as const)('%j', (counters, state, text) => {
    const line = describeNumberCounters(counters, { numberPer10Minutes: 5, numberPerDay: 15 });
    expect(line).toMatchObject({ state, text: expect.stringContaining(text) });
  });

  it('have no limit where none is set', () => {
    const off = { numberPer10Minutes: undefined, numberPerDay: undefined };
    expect(describeNumberCounters({ today: 99, tenMinutes: 9 }, off).text).toBe(
      'Codes requested: 9 in these ten minutes, 99 today (UTC).',
    );
  });
});

import type { QueuedMessage } from '../../lambda/queued-message';
import { builtBundle } from '../built/bundle';
import { type FakeAws, fakeAws } from '../fake-aws';
import { fakeSettings, SIGN_IN, TOKEN } from '../fake-dependencies';
import { type FakeDynamodb, fakeDynamodb } from '../fake-dynamodb';
import { CONFIG } from '../lib/configurations';
import { templateOf } from '../lib/template-of';
import { deployedVariables } from './deployed-variables';
import { apiEvent, feed } from './lambda-events';
import { type LambdaProcess, lambdaProcess } from './lambda-process';

/** Limits that a few requests reach. */
const LIMITS = { numberPer10Minutes: 1, clientPerHour: 1, countryPerDay: 3, perDay: 5 };

const folders = { handler: '', 'consumer-handler': '' };
let aws: FakeAws;
let dynamodb: FakeDynamodb;
let lambda: LambdaProcess | undefined;

beforeAll(() => {
  for (const entry of ['handler', 'consumer-handler'] as const) {
    folders[entry] = builtBundle(entry, fakeSettings({ limits: LIMITS, sendsPerSecond: 1_000 }));
  }
});

beforeEach(async () => {
  aws = await fakeAws(TOKEN);
  dynamodb = await fakeDynamodb();
});

afterEach(async () => {
  await lambda?.stop();
  await Promise.all([aws.close(), dynamodb.close()]);
});

async function start(entry: keyof typeof folders): Promise<LambdaProcess> {
  lambda = await lambdaProcess(folders[entry], deployedVariables(aws, dynamodb));
  return lambda;
}

/** The event of a request for a code to a number with these last digits. */
function requestTo(digits: string, changes: object = {}) {
  return apiEvent({ ...SIGN_IN, to: `4915112345${digits}`, ...changes });
}

/** The log's lines, as CloudWatch reads them: one JSON object each. */
function linesOf({ printed }: LambdaProcess): Record<string, unknown>[] {
  return printed()
    .split('\n')
    .filter((line) => line.includes('"outcome"'))
    .map((line) => JSON.parse(line));
}

interface Measured {
  readonly _aws: { CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[] };
}

/** Each metric that CloudWatch extracts from the lines, as an alarm names it. */
function measuredIn(lines: Record<string, unknown>[]): string[] {
  const measured = lines.filter((line): line is Record<string, unknown> & Measured => '_aws' in line);
  const found = measured.flatMap((line) =>
    line._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
      Metrics.map(({ Name }) => {
        expect(line[Name]).toEqual(expect.any(Number));
        expect(Dimensions).toEqual([['Stack']]);
        return `${Namespace} ${Name} of Stack ${line.Stack}`;
      }),
    ),
  );
  return [...new Set(found)].sort();
}

interface AlarmedMetric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly object[];
}

/** Each of our own metrics with an alarm, alone or in an expression, in the same form. */
function alarmedIn(stack: string): string[] {
  const alarms = Object.values(templateOf(CONFIG).findResources('AWS::CloudWatch::Alarm'));
  const metrics = alarms.flatMap(({ Properties }): AlarmedMetric[] =>
    Properties.Metrics
      ? Properties.Metrics.flatMap(
          ({ MetricStat }: { MetricStat?: { Metric: AlarmedMetric } }) => MetricStat?.Metric ?? [],
        )
      : [Properties],
  );
  const own = metrics.filter(({ Namespace }) => Namespace === 'LogtoSms');
  const alarmed = own.map(({ MetricName, Dimensions }) => {
    expect(Dimensions).toEqual([{ Name: 'Stack', Value: { Ref: 'AWS::StackName' } }]);
    return `LogtoSms ${MetricName} of Stack ${stack}`;
  });
  return [...new Set(alarmed)].sort();
}

describe("what the deployed bundles log under Lambda's runtime client", () => {
  it('has a line with the metric of each alarm, from a request that really failed or was refused', async () => {
    const anHourAgo = Date.now() - 3_600_000;
    aws.tokens.unshift({ token: 'the-new-one', versionId: 'v2', createdAt: anHourAgo });
    const handler = await start('handler');
    await handler.invoke(apiEvent(SIGN_IN, { headers: { authorization: 'Bearer made-up' } }));
    await handler.invoke(apiEvent({ ...SIGN_IN, payload: {} }));
    await handler.invoke(apiEvent({ ...SIGN_IN, to: '33612345678' }));
    await handler.invoke(requestTo('601', { payload: { code: '111111' } }));
    await handler.invoke(requestTo('601', { payload: { code: '222222' } }));
    await handler.invoke(requestTo('602', { ip: '8.8.8.8' }));
    await handler.invoke(requestTo('603', { ip: '8.8.8.8' }));
    aws.moods[0] = 'refuses';
    await handler.invoke(requestTo('604'));
    await handler.invoke(requestTo('605'));
    aws.moods[0] = 'fails';
    aws.isQueueDown = true;
    await handler.invoke(apiEvent({ ...SIGN_IN, to: '436641234567' }));
    aws.moods[0] = 'takes';
    await handler.invoke(apiEvent({ ...SIGN_IN, to: '436641234568' }));
    await handler.invoke(apiEvent({ ...SIGN_IN, to: '436641234569' }));
    aws.isQueueDown = false;
    dynamodb.isDown = true;
    await handler.invoke(requestTo('606'));
    const handlerLines = linesOf(handler);
    await handler.stop();

    expect(handlerLines.map(({ outcome, refusal }) => refusal ?? outcome)).toEqual([
      'bad-token',
      'bad-request',
      'country-not-allowed',
      'sent',
      'limit-number',
      'sent',
      'limit-ip',
      'sns-refused',
      'limit-country',
      'unavailable',
      'sent',
      'limit-day',
      'sent',
    ]);

    const consumer = await start('consumer-handler');
    const old: QueuedMessage = {
      id: 'request-1',
      sms: { to: '+4915112345678', text: '012345' },
      type: 'SignIn',
      locale: 'de',
      country: 'DE',
      number: 'pseudonym',
      isCode: true,
      admittedAt: Date.now() - 61_000,
    };
    aws.queue.put(JSON.stringify(old));
    await feed(aws.queue, consumer.invoke);

    const measured = measuredIn([...handlerLines, ...linesOf(consumer)]);
    expect(measured).toEqual(alarmedIn('LogtoSms'));
    // The others need End User Messaging: see send-errors.test.ts.
    expect(measured).toHaveLength(12);
  }, 60_000);

  it.each([
    ['bad-token', apiEvent(SIGN_IN, { headers: { authorization: 'Bearer made-up-token' } }), 'BadToken'],
    ['bad-request', apiEvent({ ...SIGN_IN, payload: {} }), 'NotUnderstood'],
    ['bad-number', apiEvent({ ...SIGN_IN, to: '493012345678' }), 'NotUnderstood'],
    ['country-not-allowed', apiEvent({ ...SIGN_IN, to: '33612345678', ip: '8.8.8.8' }), 'CountryNotAllowed'],
  ] as const)('has one line for each of 100 refusals for %s, and nothing personal', async (reason, event, metric) => {
    const handler = await start('handler');
    for (let index = 0; index < 100; index += 1) await handler.invoke(event);

    const lines = linesOf(handler);
    expect(lines.filter(({ refusal }) => refusal === reason)).toHaveLength(100);
    expect(lines).toHaveLength(100);
    expect(lines.filter((line) => line[metric] === 1)).toHaveLength(100);
    const secrets = [
      TOKEN,
      'made-up-token',
      '012345',
      '15112345678',
      '3012345678',
      '612345678',
      '8.8.8.8',
      '203.0.113',
    ];
    for (const secret of secrets) expect(handler.printed()).not.toContain(secret);
  });
});

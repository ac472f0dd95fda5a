import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../../lib/bundle';
import { type FakeAws, fakeAws } from '../fake-aws';
import { fakeSettings, SIGN_IN, TOKEN } from '../fake-outside';
import { type LambdaProcess, lambdaProcess } from './lambda-process';

/** Logto waits no longer than ten seconds, and an answer shall be there by eight. */
const ANSWER_BY_MS = 8_000;

let folder: string;
let aws: FakeAws;
let lambda: LambdaProcess;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'logto-sms-'));
  bundle('handler', folder, fakeSettings());
});

afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(async () => {
  aws = await fakeAws(TOKEN);
  lambda = await lambdaProcess(folder, { AWS_ENDPOINT_URL: aws.url, TOKEN_SECRET_ARN: 'arn:secret' });
});

afterEach(async () => {
  await lambda.stop();
  await aws.close();
});

/** API Gateway's event, payload format 2.0, of a request like Logto's. */
function event(body: unknown, changes: Record<string, unknown> = {}) {
  return {
    version: '2.0',
    routeKey: 'POST /sms',
    rawPath: '/sms',
    rawQueryString: '',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    requestContext: {
      requestId: 'request-1',
      http: { method: 'POST', path: '/sms', sourceIp: '203.0.113.77', userAgent: 'got' },
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    isBase64Encoded: false,
    ...changes,
  };
}

/** The lines of the log that carry metrics. */
function metricLines() {
  return lambda
    .printed()
    .split('\n')
    .filter((line) => line.includes('_aws'))
    .map((line) => JSON.parse(line));
}

describe("the deployed bundle under Lambda's runtime client", () => {
  it('sends a code', async () => {
    expect(await lambda.invoke(event(SIGN_IN))).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json', 'x-request-id': 'request-1' },
      body: '{"status":"sent","messageId":"message-1"}',
    });
    expect(aws.published[0]?.get('PhoneNumber')).toBe('+4915112345678');
    expect(aws.published[0]?.get('Message')).toContain('012345 ist Ihr Acme-Code');
  });

  it('makes one AWS call for a warm request', async () => {
    await lambda.invoke(event(SIGN_IN));
    aws.calls.length = 0;
    await lambda.invoke(event({ ...SIGN_IN, payload: { code: '123456' } }));
    expect(aws.calls).toEqual(['Publish']);
  });

  it('takes a body in base64', async () => {
    const body = Buffer.from(JSON.stringify(SIGN_IN)).toString('base64');
    expect(await lambda.invoke(event(body, { isBase64Encoded: true }))).toMatchObject({ statusCode: 200 });
  });

  it("takes the generic connector's GET", async () => {
    const get = event('', {
      rawQueryString: 'to=+4915112345678&message=123456',
      requestContext: { requestId: 'request-2', http: { method: 'GET' } },
    });
    expect(await lambda.invoke(get)).toMatchObject({ statusCode: 200 });
  });

  it('takes a rotated token at its first request', async () => {
    await lambda.invoke(event(SIGN_IN));
    aws.tokens.unshift({ token: 'second', versionId: 'v2', createdAt: Date.now() });
    const second = { headers: { authorization: 'Bearer second' } };
    const body = { ...SIGN_IN, payload: { code: '222222' } };
    expect(await lambda.invoke(event(body, second))).toMatchObject({ statusCode: 200 });
    expect(await lambda.invoke(event({ ...SIGN_IN, payload: { code: '333333' } }))).toMatchObject({ statusCode: 200 });
  });

  it('puts each metric where CloudWatch looks for it: at the root of a line', async () => {
    await lambda.invoke(event(SIGN_IN));
    await lambda.invoke(event('x'));
    aws.moods[0] = 'refuses';
    await lambda.invoke(event({ ...SIGN_IN, payload: { code: '444444' } }));
    const lines = metricLines();
    expect(lines).toHaveLength(3);
    for (const [index, name] of ['Sent', 'Refusals', 'SendFailures'].entries()) {
      expect(lines[index]).toMatchObject({
        Stack: 'LogtoSms',
        [name]: 1,
        _aws: { CloudWatchMetrics: [{ Namespace: 'LogtoSms', Dimensions: [['Stack']], Metrics: [{ Name: name }] }] },
      });
    }
  });

  it(
    'answers in time when SNS hangs',
    async () => {
      aws.moods[0] = 'hangs';
      expect(await lambda.invoke(event(SIGN_IN))).toMatchObject({
        statusCode: 503,
        headers: { 'x-refusal': 'unavailable', 'retry-after': '1' },
      });
    },
    ANSWER_BY_MS,
  );

  it('gets a code through a reused connection that was reset, by one more try', async () => {
    await lambda.invoke(event(SIGN_IN));
    aws.moods.unshift('resets');
    const body = { ...SIGN_IN, payload: { code: '555555' } };
    expect(await lambda.invoke(event(body))).toMatchObject({ statusCode: 200 });
    expect(metricLines().at(-1)).toMatchObject({ outcome: 'sent', resends: 1 });
  });

  it.each([
    ['throttles', 503, 'unavailable'],
    ['fails', 503, 'unavailable'],
    ['refuses', 502, 'sns-refused'],
  ] as const)('answers with a refusal when SNS %s', async (mood, statusCode, reason) => {
    aws.moods[0] = mood;
    expect(await lambda.invoke(event(SIGN_IN))).toMatchObject({ statusCode, headers: { 'x-refusal': reason } });
  });

  it('prints no code, number, address or token, whatever happens', async () => {
    aws.moods.unshift('takes', 'refuses', 'fails', 'resets');
    const codes = ['111111', '222222', '333333', '444444'];
    for (const code of codes) await lambda.invoke(event({ ...SIGN_IN, payload: { code }, ip: '203.0.113.78' }));
    await lambda.invoke(event(SIGN_IN, { headers: { authorization: 'Bearer made-up' } }));
    expect(metricLines()).toHaveLength(5);
    for (const secret of [...codes, TOKEN, 'made-up', '5112345678', '203.0.113.77', '203.0.113.78', 'Acme-Code']) {
      expect(lambda.printed()).not.toContain(secret);
    }
  });
});

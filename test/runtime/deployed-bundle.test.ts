import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { builtBundle } from '../built/bundle';
import type { SnsMood } from '../fake-aws';
import { fakeSettings, SIGN_IN, TOKEN } from '../fake-dependencies';
import { SENDERS } from '../senders';
import { withFunction } from './deployed-function';
import { apiEvent as event } from './lambda-events';

/** The sign-in page gives up after ten seconds, so the answer must come within eight. */
const ANSWER_BY_MS = 8_000;

describe.each(SENDERS)("the deployed bundle that sends through $name, under Lambda's runtime client", (sender) => {
  const withHandler = withFunction({
    // The requests of these tests follow each other quickly, and none may lack a permit.
    folder: () => builtBundle('handler', fakeSettings({ ...sender.config, sendsPerSecond: 1_000 })),
    environment: { NODE_OPTIONS: `--require ${join(__dirname, 'file-reads.cjs')}` },
  });

  it(
    'sends a code',
    withHandler(async ({ aws, lambda }) => {
      expect(await lambda.invoke(event(SIGN_IN))).toEqual({
        statusCode: 200,
        headers: { 'content-type': 'application/json', 'x-request-id': 'request-1' },
        body: '{"status":"sent","messageId":"message-1"}',
      });
      expect(aws.published[0]?.get('PhoneNumber')).toBe('+4915112345678');
      expect(aws.published[0]?.get('Message')).toContain('012345 ist Ihr Acme-Code');
    }),
  );

  it(
    'makes three AWS calls for a warm request: the number, and the day with a permit, in the table, and the SMS',
    withHandler(async ({ aws, dynamodb, lambda }) => {
      await lambda.invoke(event(SIGN_IN));
      aws.calls.length = 0;
      // Until the bucket of the rate limiter is full again.
      await sleep(100);
      const before = dynamodb.calls();
      await lambda.invoke(event({ ...SIGN_IN, to: '4915112345679' }));
      expect(aws.calls).toEqual([sender.call]);
      expect(dynamodb.calls() - before).toBe(2);
    }),
  );

  it(
    'reads both secrets before the first request, and not again at that request',
    withHandler(async ({ aws, lambda }) => {
      // The current token, the key of the pseudonyms, and the previous token.
      while (aws.calls.filter((call) => call.startsWith('GetSecretValue')).length < 3) await sleep(20);
      const before = aws.calls.length;
      await lambda.invoke(event(SIGN_IN));
      expect(aws.calls.slice(before)).toEqual([sender.call]);
    }),
  );

  it(
    'looks for no settings in ~/.aws, which Lambda does not have',
    withHandler(async ({ aws, lambda }) => {
      await lambda.invoke(event(SIGN_IN));
      aws.moods[0] = 'throttles';
      await lambda.invoke(event({ ...SIGN_IN, to: '4915112345679' }));
      expect(aws.queued).toHaveLength(1);
      expect(lambda.printed()).not.toContain('.aws');
    }),
  );

  it.concurrent(
    'continues without the table, in time, and logs that',
    withHandler(async ({ dynamodb, lambda, lines }) => {
      dynamodb.isDown = true;
      expect(await lambda.invoke(event(SIGN_IN))).toMatchObject({ statusCode: 200 });
      expect(lines()).toMatchObject([{ outcome: 'sent', TableFailures: 1, tableFault: { name: expect.any(String) } }]);
    }),
  );

  it(
    'refuses the sixth code to a number within ten minutes, with the seconds until another is allowed',
    withHandler(async ({ lambda }) => {
      for (const code of ['111111', '222222', '333333', '444444', '555555']) {
        await lambda.invoke(event({ ...SIGN_IN, payload: { code } }));
      }
      const sixth = await lambda.invoke(event({ ...SIGN_IN, payload: { code: '666666', locale: 'de' } }));
      expect(sixth).toMatchObject({
        statusCode: 429,
        headers: { 'x-refusal': 'limit-number', 'retry-after': expect.stringMatching(/^\d{1,3}$/) },
        body: expect.stringContaining('zu viele Codes'),
      });
    }),
  );

  it(
    'accepts a body in base64',
    withHandler(async ({ lambda }) => {
      const body = Buffer.from(JSON.stringify(SIGN_IN)).toString('base64');
      expect(await lambda.invoke(event(body, { isBase64Encoded: true }))).toMatchObject({ statusCode: 200 });
    }),
  );

  it(
    "accepts the generic connector's GET",
    withHandler(async ({ aws, lambda }) => {
      const get = event('', {
        rawQueryString: 'to=+4915112345678&message=123456',
        requestContext: { requestId: 'request-2', http: { method: 'GET' } },
      });
      await lambda.invoke(get);
      expect(aws.published[0]?.get('Message') ?? JSON.stringify(aws.queued)).toContain('123456');
    }),
  );

  it(
    'accepts a rotated token at its first request',
    withHandler(async ({ aws, lambda }) => {
      await lambda.invoke(event(SIGN_IN));
      aws.tokens.unshift({ token: 'second', versionId: 'v2', createdAt: Date.now() });
      const second = { headers: { authorization: 'Bearer second' } };
      const body = { ...SIGN_IN, to: '4915112345679' };
      expect(await lambda.invoke(event(body, second))).toMatchObject({ statusCode: 200 });
      expect(await lambda.invoke(event({ ...SIGN_IN, to: '4915112345670' }))).toMatchObject({ statusCode: 200 });
    }),
  );

  it.concurrent(
    'queues in time when AWS hangs',
    withHandler(async ({ aws, lambda }) => {
      aws.moods[0] = 'hangs';
      expect(await lambda.invoke(event(SIGN_IN))).toMatchObject({ statusCode: 202, body: '{"status":"queued"}' });
      expect(aws.queued).toMatchObject([{ id: 'request-1', sms: { to: '+4915112345678' } }]);
    }),
    ANSWER_BY_MS,
  );

  it.concurrent(
    'answers in time when AWS and the queue hang',
    withHandler(async ({ aws, lambda }) => {
      aws.moods[0] = 'hangs';
      aws.isQueueDown = true;
      expect(await lambda.invoke(event(SIGN_IN))).toMatchObject({
        statusCode: 503,
        headers: { 'x-refusal': 'unavailable', 'retry-after': '1' },
      });
    }),
    ANSWER_BY_MS,
  );

  it(
    'sends a code by a second attempt when a reused connection was reset',
    withHandler(async ({ aws, lambda, lines }) => {
      await lambda.invoke(event(SIGN_IN));
      aws.moods.unshift('resets');
      const body = { ...SIGN_IN, to: '4915112345679' };
      expect(await lambda.invoke(event(body))).toMatchObject({ statusCode: 200 });
      expect(lines().at(-1)).toMatchObject({ outcome: 'sent', resends: 1 });
    }),
  );

  it.each([['throttles'], ['fails']] as const)(
    'queues when AWS %s',
    withHandler(async ({ aws, lambda }, mood: SnsMood) => {
      aws.moods[0] = mood;
      expect(await lambda.invoke(event(SIGN_IN))).toMatchObject({ statusCode: 202 });
      expect(aws.queued).toHaveLength(1);
    }),
  );

  it(
    'refuses when AWS permanently rejects the message',
    withHandler(async ({ aws, lambda }) => {
      aws.moods[0] = 'refuses';
      expect(await lambda.invoke(event(SIGN_IN))).toMatchObject({
        statusCode: 502,
        headers: { 'x-refusal': sender.refusal },
      });
      expect(aws.queued).toEqual([]);
    }),
  );

  it(
    'prints no code, number, address or token, whatever happens',
    withHandler(async ({ aws, lambda, lines }) => {
      aws.moods.unshift('takes', 'refuses', 'fails', 'resets');
      const codes = ['111111', '222222', '333333', '444444'];
      for (const [index, code] of codes.entries()) {
        await lambda.invoke(event({ ...SIGN_IN, to: `491511234567${index}`, payload: { code }, ip: '8.8.8.8' }));
      }
      await lambda.invoke(event(SIGN_IN, { headers: { authorization: 'Bearer made-up' } }));
      expect(lines()).toHaveLength(5);
      for (const secret of [...codes, TOKEN, 'made-up', '51123456', '203.0.113.77', '8.8.8.8', 'Acme-Code']) {
        expect(lambda.printed()).not.toContain(secret);
      }
    }),
  );
});

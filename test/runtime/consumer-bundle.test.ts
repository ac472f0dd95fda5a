import { setTimeout as sleep } from 'node:timers/promises';
import type { QueuedMessage } from '../../lambda/queued-message';
import { builtBundle } from '../built/bundle';
import type { SnsMood } from '../fake-aws';
import { fakeSettings, SIGN_IN } from '../fake-dependencies';
import { type DeployedFunction, withFunction } from './deployed-function';
import { deployedVariables } from './deployed-variables';
import { apiEvent, feed } from './lambda-events';
import { type LambdaProcess, lambdaProcess } from './lambda-process';

/** The consumer's timeout on Lambda (`lib/overflow-queue.ts`). */
const TIMEOUT_MS = 15_000;

const folders = { consumer: '', handler: '' };

beforeAll(() => {
  const settings = fakeSettings({ limits: { clientPerHour: 1 }, sendsPerSecond: 200 });
  folders.consumer = builtBundle('consumer-handler', settings);
  folders.handler = builtBundle('handler', settings);
});

const withConsumer = withFunction({ folder: () => folders.consumer, timeoutMs: TIMEOUT_MS });

/** A message that waits, the nth of its test. */
function overflow(index: number, changes: Partial<QueuedMessage> = {}): QueuedMessage {
  return {
    id: `request-${index}`,
    sms: { to: `+491511234560${index}`, text: `77700${index} ist Ihr Acme-Code` },
    type: 'SignIn',
    locale: 'de',
    country: 'DE',
    number: `pseudonym-${index}`,
    isCode: true,
    admittedAt: Date.now(),
    ...changes,
  };
}

function put({ aws }: DeployedFunction, ...overflows: QueuedMessage[]): string[] {
  return overflows.map((waiting) => aws.queue.put(JSON.stringify(waiting)));
}

function feedConsumer({ aws, lambda }: DeployedFunction) {
  return feed(aws.queue, lambda.invoke);
}

function reached({ aws }: DeployedFunction): string[] {
  return aws.publishes.filter(({ mood }) => mood.startsWith('takes')).map(({ to }) => to);
}

describe("the deployed consumer under Lambda's runtime client", () => {
  it(
    'sends each message of a batch once, and leaves none in the queue',
    withConsumer(async (consumer) => {
      put(consumer, ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) => overflow(index)));
      expect(await feedConsumer(consumer)).toMatchObject({ back: [] });
      expect(reached(consumer).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) => `+491511234560${index}`));
      expect(consumer.aws.queue.size()).toBe(0);
      expect(consumer.lines()).toHaveLength(10);
      expect(consumer.lines()[0]).toMatchObject({ outcome: 'sent', messageId: 'message-1' });
    }),
  );

  it.concurrent.each([
    ['throttles', 0],
    ['fails', 0],
    ['resets', 1],
    ['hangs', 1],
    ['takes and resets', 1],
    ['takes and is cut off', 1],
  ] as const)(
    'gives a message back for a second when SNS %s, and sends it then (counted as a re-send: %s)',
    withConsumer(async (consumer, mood: SnsMood, resends: number) => {
      consumer.aws.moods.unshift(mood);
      const [id] = put(consumer, overflow(1));
      expect(await feedConsumer(consumer)).toMatchObject({ back: [id] });
      expect(consumer.aws.queue.visibilities).toEqual([1]);
      consumer.aws.queue.wait(1_000);
      expect(await feedConsumer(consumer)).toMatchObject({ back: [] });
      expect(consumer.aws.publishes.map((publish) => publish.mood)).toEqual([mood, 'takes']);
      expect(consumer.lines().map((line) => [line.outcome, line.resends])).toEqual([
        ['postponed', resends],
        ['sent', 0],
      ]);
    }),
    TIMEOUT_MS,
  );

  it(
    'names only those of a batch that come back',
    withConsumer(async (consumer) => {
      consumer.aws.chooseMood = () => (consumer.aws.publishes.length === 1 ? 'fails' : 'takes');
      put(consumer, overflow(1), overflow(2), overflow(3));
      const { handedOut, back } = await feedConsumer(consumer);
      const failed = consumer.aws.publishes.find(({ mood }) => mood === 'fails');
      const expected = handedOut.filter(({ body }) => JSON.parse(body).sms.to === failed?.to);
      expect(back).toEqual(expected.map(({ messageId }) => messageId));
      expect(back).toHaveLength(1);
      expect(reached(consumer)).toHaveLength(2);
    }),
  );

  it(
    'lets a message wait longer each time, five seconds at most',
    withConsumer(async (consumer) => {
      consumer.aws.moods[0] = 'throttles';
      const waiting = JSON.stringify(overflow(1));
      const handOut = (receives: number) => [{ messageId: 'm', receiptHandle: 'r', body: waiting, receives }];
      for (const receives of [1, 2, 3, 4, 5, 6, 900]) {
        await feed({ ...consumer.aws.queue, receive: () => handOut(receives) }, consumer.lambda.invoke);
      }
      expect(consumer.aws.queue.visibilities).toEqual([1, 2, 3, 4, 5, 5, 5]);
    }),
  );

  it(
    'drops what is too old, and counts it',
    withConsumer(async (consumer) => {
      put(consumer, overflow(1, { admittedAt: Date.now() - 60_001 }));
      expect(await feedConsumer(consumer)).toMatchObject({ back: [] });
      expect(consumer.aws.publishes).toEqual([]);
      expect(consumer.lines()).toMatchObject([{ outcome: 'dropped', drop: 'expired', Drops: 1 }]);
    }),
  );

  it(
    'drops what SNS will never take, and counts it',
    withConsumer(async (consumer) => {
      consumer.aws.moods[0] = 'refuses';
      put(consumer, overflow(1));
      expect(await feedConsumer(consumer)).toMatchObject({ back: [] });
      expect(consumer.lines()).toMatchObject([{ outcome: 'dropped', drop: 'refused', Drops: 1 }]);
    }),
  );

  it(
    'sends what the queue hands out twice only once',
    withConsumer(async (consumer) => {
      const twice = overflow(1);
      put(consumer, twice);
      await feedConsumer(consumer);
      put(consumer, twice);
      await feedConsumer(consumer);
      expect(reached(consumer)).toEqual([twice.sms.to]);
      expect(consumer.lines()).toMatchObject([{ outcome: 'sent' }, { outcome: 'duplicate' }]);
    }),
  );

  it.each([[''], ['no JSON'], ['{}']])(
    'gives back the unreadable %j, and sends the rest',
    withConsumer(async (consumer, body: string) => {
      const unreadable = consumer.aws.queue.put(body);
      put(consumer, overflow(1));
      expect(await feedConsumer(consumer)).toMatchObject({ back: [unreadable] });
      expect(reached(consumer)).toHaveLength(1);
    }),
  );

  it.concurrent(
    'sends without the table, in time, and says so',
    withConsumer(async (consumer) => {
      consumer.dynamodb.isDown = true;
      put(consumer, overflow(1), overflow(2));
      expect(await feedConsumer(consumer)).toMatchObject({ back: [] });
      expect(reached(consumer)).toHaveLength(2);
      expect(consumer.lines()).toMatchObject([
        { outcome: 'sent', TableFailures: 1 },
        { outcome: 'sent', TableFailures: 1 },
      ]);
    }),
  );

  it.concurrent(
    'ends in time when SNS, the table and the queue hang, whatever is in the batch',
    withConsumer(async (consumer) => {
      consumer.aws.moods[0] = 'hangs';
      consumer.aws.isQueueDown = true;
      consumer.dynamodb.isDown = true;
      put(consumer, ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) => overflow(index)));
      const { back } = await feedConsumer(consumer);
      expect(back).toHaveLength(10);
      expect(consumer.lines()).toHaveLength(10);
    }),
    TIMEOUT_MS,
  );

  it(
    'prints no number, text or code, whatever happens',
    withConsumer(async (consumer) => {
      put(consumer, overflow(1));
      await feedConsumer(consumer);
      consumer.aws.moods.unshift('refuses', 'fails', 'resets');
      put(consumer, overflow(2), overflow(3), overflow(4), overflow(5, { admittedAt: 0 }));
      consumer.aws.queue.put('{"sms": {"to": "+4915112345606", "text": "777006"}}');
      await feedConsumer(consumer);
      expect(consumer.lines()).toHaveLength(6);
      for (const secret of ['51123456', '77700', 'Acme-Code']) expect(consumer.lambda.printed()).not.toContain(secret);
    }),
  );
});

/** A consumer, and the function that Logto asks, with one AWS. */
function withBoth(test: (consumer: DeployedFunction, handler: LambdaProcess) => Promise<void>) {
  return withConsumer(async (consumer) => {
    const handler = await lambdaProcess(folders.handler, deployedVariables(consumer.aws, consumer.dynamodb));
    try {
      await test(consumer, handler);
    } finally {
      await handler.stop();
    }
  });
}

describe('a second code to a number, while the first one waits', () => {
  const ask = (handler: LambdaProcess, code: string) => handler.invoke(apiEvent({ ...SIGN_IN, payload: { code } }));
  const codes = ({ aws }: DeployedFunction) =>
    aws.publishes.filter(({ mood }) => mood === 'takes').map(({ text }) => /\d{6}/.exec(text)?.[0]);

  it(
    'is the only one that arrives, when it goes to SNS at once',
    withBoth(async (consumer, handler) => {
      consumer.aws.moods.unshift('throttles');
      expect(await ask(handler, '111111')).toMatchObject({ statusCode: 202 });
      await sleep(1_000);
      expect(await ask(handler, '222222')).toMatchObject({ statusCode: 200 });
      expect(await feedConsumer(consumer)).toMatchObject({ back: [] });
      expect(codes(consumer)).toEqual(['222222']);
      expect(consumer.lines()).toMatchObject([{ outcome: 'dropped', drop: 'superseded' }]);
    }),
  );

  it(
    'is the only one that arrives, when it waits as well',
    withBoth(async (consumer, handler) => {
      consumer.aws.moods.unshift('throttles', 'throttles');
      expect(await ask(handler, '111111')).toMatchObject({ statusCode: 202 });
      expect(await ask(handler, '222222')).toMatchObject({ statusCode: 202 });
      while (consumer.aws.queue.size() > 0) {
        await feedConsumer(consumer);
        consumer.aws.queue.wait(1_000);
      }
      expect(codes(consumer)).toEqual(['222222']);
      expect(consumer.lines().map(({ outcome }) => outcome)).toEqual(expect.arrayContaining(['dropped', 'sent']));
    }),
  );

  it(
    'takes the first one out of the way only when it is let through itself',
    withBoth(async (consumer, handler) => {
      const ip = '8.8.8.8';
      await handler.invoke(apiEvent({ ...SIGN_IN, to: '4915112345679', ip }));
      consumer.aws.moods.unshift('throttles');
      expect(await ask(handler, '111111')).toMatchObject({ statusCode: 202 });
      const refused = await handler.invoke(apiEvent({ ...SIGN_IN, payload: { code: '222222' }, ip }));
      expect(refused).toMatchObject({ statusCode: 429, headers: { 'x-refusal': 'limit-ip' } });
      expect(await feedConsumer(consumer)).toMatchObject({ back: [] });
      expect(codes(consumer)).toContain('111111');
    }),
  );
});

import { setTimeout as sleep } from 'node:timers/promises';
import type { Overflow } from '../../lambda/overflow';
import { builtBundle } from '../built/bundle';
import { type FakeAws, fakeAws } from '../fake-aws';
import { type FakeDynamodb, fakeDynamodb } from '../fake-dynamodb';
import { fakeSettings, SIGN_IN, TOKEN } from '../fake-outside';
import { deployedVariables } from './deployed-variables';
import { apiEvent, feed } from './lambda-events';
import { type LambdaProcess, lambdaProcess } from './lambda-process';

/** The consumer's timeout on Lambda (`lib/overflow-queue.ts`). */
const TIMEOUT_MS = 15_000;

const folders = { consumer: '', handler: '' };
let aws: FakeAws;
let dynamodb: FakeDynamodb;
let consumer: LambdaProcess;

beforeAll(() => {
  const settings = fakeSettings({ limits: { clientPerHour: 1 }, sendsPerSecond: 200 });
  folders.consumer = builtBundle('overflow-handler', settings);
  folders.handler = builtBundle('handler', settings);
});

beforeEach(async () => {
  aws = await fakeAws(TOKEN);
  dynamodb = await fakeDynamodb();
  consumer = await lambdaProcess(folders.consumer, deployedVariables(aws, dynamodb), TIMEOUT_MS);
});

afterEach(async () => {
  await consumer.stop();
  await Promise.all([aws.close(), dynamodb.close()]);
});

/** A message that waits, the nth of its test. */
function overflow(index: number, changes: Partial<Overflow> = {}): Overflow {
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

function put(...overflows: Overflow[]): string[] {
  return overflows.map((waiting) => aws.queue.put(JSON.stringify(waiting)));
}

const feedConsumer = () => feed(aws.queue, consumer.invoke);

/** The lines that the consumer logged, each with its metrics at the root. */
function lines() {
  return consumer
    .printed()
    .split('\n')
    .filter((line) => line.includes('"outcome"'))
    .map((line) => JSON.parse(line));
}

function reached(): string[] {
  return aws.publishes.filter(({ mood }) => mood.startsWith('takes')).map(({ to }) => to);
}

describe("the deployed consumer under Lambda's runtime client", () => {
  it('sends each message of a batch once, and leaves none in the queue', async () => {
    put(...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) => overflow(index)));
    expect(await feedConsumer()).toMatchObject({ back: [] });
    expect(reached().sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) => `+491511234560${index}`));
    expect(aws.queue.size()).toBe(0);
    expect(lines()).toHaveLength(10);
    expect(lines()[0]).toMatchObject({ outcome: 'sent', messageId: 'message-1' });
  });

  it.each([
    ['throttles', 0],
    ['fails', 0],
    ['resets', 1],
    ['hangs', 1],
    ['takes and resets', 1],
    ['takes and is cut off', 1],
  ] as const)(
    'gives a message back for a second when SNS %s, and sends it then (counted as a re-send: %s)',
    async (mood, resends) => {
      aws.moods.unshift(mood);
      const [id] = put(overflow(1));
      expect(await feedConsumer()).toMatchObject({ back: [id] });
      expect(aws.queue.visibilities).toEqual([1]);
      aws.queue.wait(1_000);
      expect(await feedConsumer()).toMatchObject({ back: [] });
      expect(aws.publishes.map((publish) => publish.mood)).toEqual([mood, 'takes']);
      expect(lines().map((line) => [line.outcome, line.resends])).toEqual([
        ['postponed', resends],
        ['sent', 0],
      ]);
    },
    TIMEOUT_MS,
  );

  it('names only those of a batch that come back', async () => {
    aws.chooseMood = () => (aws.publishes.length === 1 ? 'fails' : 'takes');
    put(overflow(1), overflow(2), overflow(3));
    const { handedOut, back } = await feedConsumer();
    const failed = aws.publishes.find(({ mood }) => mood === 'fails');
    const expected = handedOut.filter(({ body }) => JSON.parse(body).sms.to === failed?.to);
    expect(back).toEqual(expected.map(({ messageId }) => messageId));
    expect(back).toHaveLength(1);
    expect(reached()).toHaveLength(2);
  });

  it('lets a message wait longer each time, five seconds at most', async () => {
    aws.moods[0] = 'throttles';
    const waiting = JSON.stringify(overflow(1));
    const handOut = (receives: number) => [{ messageId: 'm', receiptHandle: 'r', body: waiting, receives }];
    for (const receives of [1, 2, 3, 4, 5, 6, 900]) {
      await feed({ ...aws.queue, receive: () => handOut(receives) }, consumer.invoke);
    }
    expect(aws.queue.visibilities).toEqual([1, 2, 3, 4, 5, 5, 5]);
  });

  it('drops what is too old, and counts it', async () => {
    put(overflow(1, { admittedAt: Date.now() - 60_001 }));
    expect(await feedConsumer()).toMatchObject({ back: [] });
    expect(aws.publishes).toEqual([]);
    expect(lines()).toMatchObject([{ outcome: 'dropped', drop: 'expired', Drops: 1 }]);
  });

  it('drops what SNS will never take, and counts it', async () => {
    aws.moods[0] = 'refuses';
    put(overflow(1));
    expect(await feedConsumer()).toMatchObject({ back: [] });
    expect(lines()).toMatchObject([{ outcome: 'dropped', drop: 'refused', Drops: 1 }]);
  });

  it('sends what the queue hands out twice only once', async () => {
    const twice = overflow(1);
    put(twice);
    await feedConsumer();
    put(twice);
    await feedConsumer();
    expect(reached()).toEqual([twice.sms.to]);
    expect(lines()).toMatchObject([{ outcome: 'sent' }, { outcome: 'duplicate' }]);
  });

  it.each(['', 'no JSON', '{}'])('gives back the unreadable %j, and sends the rest', async (body) => {
    const unreadable = aws.queue.put(body);
    put(overflow(1));
    expect(await feedConsumer()).toMatchObject({ back: [unreadable] });
    expect(reached()).toHaveLength(1);
  });

  it('sends without the table, in time, and says so', async () => {
    dynamodb.isDown = true;
    put(overflow(1), overflow(2));
    expect(await feedConsumer()).toMatchObject({ back: [] });
    expect(reached()).toHaveLength(2);
    expect(lines()).toMatchObject([
      { outcome: 'sent', TableFailures: 1 },
      { outcome: 'sent', TableFailures: 1 },
    ]);
  });

  it(
    'ends in time when SNS, the table and the queue hang, whatever is in the batch',
    async () => {
      aws.moods[0] = 'hangs';
      aws.isQueueDown = true;
      dynamodb.isDown = true;
      put(...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) => overflow(index)));
      const { back } = await feedConsumer();
      expect(back).toHaveLength(10);
      expect(lines()).toHaveLength(10);
    },
    TIMEOUT_MS,
  );

  it('prints no number, text or code, whatever happens', async () => {
    put(overflow(1));
    await feedConsumer();
    aws.moods.unshift('refuses', 'fails', 'resets');
    put(overflow(2), overflow(3), overflow(4), overflow(5, { admittedAt: 0 }));
    aws.queue.put('{"sms": {"to": "+4915112345606", "text": "777006"}}');
    await feedConsumer();
    expect(lines()).toHaveLength(6);
    for (const secret of ['51123456', '77700', 'Acme-Code']) expect(consumer.printed()).not.toContain(secret);
  });
});

describe('a second code to a number, while the first one waits', () => {
  let handler: LambdaProcess;

  beforeEach(async () => {
    handler = await lambdaProcess(folders.handler, deployedVariables(aws, dynamodb));
  });

  afterEach(() => handler.stop());

  const ask = (code: string) => handler.invoke(apiEvent({ ...SIGN_IN, payload: { code } }));
  const codes = () => aws.publishes.filter(({ mood }) => mood === 'takes').map(({ text }) => /\d{6}/.exec(text)?.[0]);

  it('is the only one that arrives, when it goes to SNS at once', async () => {
    aws.moods.unshift('throttles');
    expect(await ask('111111')).toMatchObject({ statusCode: 202 });
    await sleep(1_000);
    expect(await ask('222222')).toMatchObject({ statusCode: 200 });
    expect(await feedConsumer()).toMatchObject({ back: [] });
    expect(codes()).toEqual(['222222']);
    expect(lines()).toMatchObject([{ outcome: 'dropped', drop: 'superseded' }]);
  });

  it('is the only one that arrives, when it waits as well', async () => {
    aws.moods.unshift('throttles', 'throttles');
    expect(await ask('111111')).toMatchObject({ statusCode: 202 });
    expect(await ask('222222')).toMatchObject({ statusCode: 202 });
    while (aws.queue.size() > 0) {
      await feedConsumer();
      aws.queue.wait(1_000);
    }
    expect(codes()).toEqual(['222222']);
    expect(lines().map(({ outcome }) => outcome)).toEqual(expect.arrayContaining(['dropped', 'sent']));
  });

  it('takes the first one out of the way only when it is let through itself', async () => {
    const ip = '8.8.8.8';
    await handler.invoke(apiEvent({ ...SIGN_IN, to: '4915112345679', ip }));
    aws.moods.unshift('throttles');
    expect(await ask('111111')).toMatchObject({ statusCode: 202 });
    const refused = await handler.invoke(apiEvent({ ...SIGN_IN, payload: { code: '222222' }, ip }));
    expect(refused).toMatchObject({ statusCode: 429, headers: { 'x-refusal': 'limit-ip' } });
    expect(await feedConsumer()).toMatchObject({ back: [] });
    expect(codes()).toContain('111111');
  });
});

import type { QueuedMessage } from '../../lambda/queued-message';
import { builtBundle } from '../built/bundle';
import type { SnsMood } from '../fake-aws';
import { fakeSettings } from '../fake-dependencies';
import { SENDERS } from '../senders';
import { type DeployedFunction, withFunction } from './deployed-function';
import { feed } from './lambda-events';

/** The consumer's timeout on Lambda (`lib/overflow-queue.ts`). */
const TIMEOUT_MS = 12_000;

/** A queued message to a number with this last digit. */
function queuedMessage(index: number, changes: Partial<QueuedMessage> = {}): QueuedMessage {
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

function put({ aws }: DeployedFunction, ...messages: QueuedMessage[]): string[] {
  return messages.map((message) => aws.queue.put(JSON.stringify(message)));
}

function feedConsumer({ aws, lambda }: DeployedFunction) {
  return feed(aws.queue, lambda.invoke);
}

/** The numbers whose SMS AWS accepted. */
function accepted({ aws }: DeployedFunction): string[] {
  return aws.publishes.filter(({ mood }) => mood.startsWith('takes')).map(({ to }) => to);
}

describe.each(SENDERS)(
  "the deployed consumer that sends through $name, under Lambda's runtime client",
  ({ config }) => {
    const withConsumer = withFunction({
      folder: () => builtBundle('consumer-handler', fakeSettings({ ...config, sendsPerSecond: 200 })),
      timeoutMs: TIMEOUT_MS,
    });

    it(
      'sends each message of a batch once, and leaves none in the queue',
      withConsumer(async (consumer) => {
        put(consumer, ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) => queuedMessage(index)));
        expect(await feedConsumer(consumer)).toMatchObject({ back: [] });
        expect(accepted(consumer).sort()).toEqual(
          [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) => `+491511234560${index}`),
        );
        expect(consumer.aws.queue.size()).toBe(0);
        expect(consumer.lines()).toHaveLength(10);
        expect(consumer.lines()[0]).toMatchObject({ outcome: 'sent', messageId: 'message-1' });
      }),
    );

    it.concurrent.each(['throttles', 'fails'] as const)(
      'returns a message for a second when AWS %s, then sends it',
      withConsumer(async (consumer, mood: SnsMood) => {
        consumer.aws.moods.unshift(mood);
        const [id] = put(consumer, queuedMessage(1));
        expect(await feedConsumer(consumer)).toMatchObject({ back: [id] });
        expect(consumer.aws.queue.visibilities).toEqual([1]);
        consumer.aws.queue.wait(1_000);
        expect(await feedConsumer(consumer)).toMatchObject({ back: [] });
        expect(consumer.aws.publishes.map((publish) => publish.mood)).toEqual([mood, 'takes']);
        expect(consumer.lines().map(({ outcome }) => outcome)).toEqual(['postponed', 'sent']);
      }),
      TIMEOUT_MS,
    );

    it.concurrent.each(['resets', 'hangs', 'takes and resets', 'takes and is cut off'] as const)(
      'drops a message, counts it and never sends it again when AWS %s, so that nobody knows whether it was sent',
      withConsumer(async (consumer, mood: SnsMood) => {
        consumer.aws.moods.unshift(mood);
        const message = queuedMessage(1);
        put(consumer, message);
        expect(await feedConsumer(consumer)).toMatchObject({ back: [] });
        put(consumer, message);
        expect(await feedConsumer(consumer)).toMatchObject({ back: [] });
        expect(consumer.aws.publishes).toHaveLength(1);
        expect(consumer.lines()).toMatchObject([
          { outcome: 'dropped', drop: 'unclear', Drops: 1 },
          { outcome: 'duplicate' },
        ]);
      }),
      TIMEOUT_MS,
    );

    it(
      'names only the messages of a batch that return',
      withConsumer(async (consumer) => {
        consumer.aws.chooseMood = () => (consumer.aws.publishes.length === 1 ? 'fails' : 'takes');
        put(consumer, queuedMessage(1), queuedMessage(2), queuedMessage(3));
        const { handedOut, back } = await feedConsumer(consumer);
        const failed = consumer.aws.publishes.find(({ mood }) => mood === 'fails');
        const expected = handedOut.filter(({ body }) => JSON.parse(body).sms.to === failed?.to);
        expect(back).toEqual(expected.map(({ messageId }) => messageId));
        expect(back).toHaveLength(1);
        expect(accepted(consumer)).toHaveLength(2);
      }),
    );

    it(
      'returns a message for longer each time, up to five seconds',
      withConsumer(async (consumer) => {
        consumer.aws.moods[0] = 'throttles';
        const body = JSON.stringify(queuedMessage(1));
        const deliver = (receives: number) => [{ messageId: 'm', receiptHandle: 'r', body, receives }];
        for (const receives of [1, 2, 3, 4, 5, 6, 900]) {
          await feed({ ...consumer.aws.queue, receive: () => deliver(receives) }, consumer.lambda.invoke);
        }
        expect(consumer.aws.queue.visibilities).toEqual([1, 2, 3, 4, 5, 5, 5]);
      }),
    );

    it(
      'drops a message that is too old, and counts it',
      withConsumer(async (consumer) => {
        put(consumer, queuedMessage(1, { admittedAt: Date.now() - 60_001 }));
        expect(await feedConsumer(consumer)).toMatchObject({ back: [] });
        expect(consumer.aws.publishes).toEqual([]);
        expect(consumer.lines()).toMatchObject([{ outcome: 'dropped', drop: 'expired', Drops: 1 }]);
      }),
    );

    it(
      'drops a message that AWS permanently rejects, and counts it',
      withConsumer(async (consumer) => {
        consumer.aws.moods[0] = 'refuses';
        put(consumer, queuedMessage(1));
        expect(await feedConsumer(consumer)).toMatchObject({ back: [] });
        expect(consumer.lines()).toMatchObject([{ outcome: 'dropped', drop: 'refused', Drops: 1 }]);
      }),
    );

    it(
      'sends a message once that the queue delivers twice',
      withConsumer(async (consumer) => {
        const message = queuedMessage(1);
        put(consumer, message);
        await feedConsumer(consumer);
        put(consumer, message);
        await feedConsumer(consumer);
        expect(accepted(consumer)).toEqual([message.sms.to]);
        expect(consumer.lines()).toMatchObject([{ outcome: 'sent' }, { outcome: 'duplicate' }]);
      }),
    );

    it.each([[''], ['no JSON'], ['{}']])(
      'returns the unreadable message %j, and sends the others',
      withConsumer(async (consumer, body: string) => {
        const unreadable = consumer.aws.queue.put(body);
        put(consumer, queuedMessage(1));
        expect(await feedConsumer(consumer)).toMatchObject({ back: [unreadable] });
        expect(accepted(consumer)).toHaveLength(1);
      }),
    );

    it.concurrent(
      'sends without the table, in time, and logs that',
      withConsumer(async (consumer) => {
        consumer.dynamodb.isDown = true;
        put(consumer, queuedMessage(1), queuedMessage(2));
        expect(await feedConsumer(consumer)).toMatchObject({ back: [] });
        expect(accepted(consumer)).toHaveLength(2);
        expect(consumer.lines()).toMatchObject([
          { outcome: 'sent', TableFailures: 1 },
          { outcome: 'sent', TableFailures: 1 },
        ]);
      }),
    );

    it.concurrent(
      'ends in time when AWS, the table and the queue hang, whatever is in the batch',
      withConsumer(async (consumer) => {
        consumer.aws.moods[0] = 'hangs';
        consumer.aws.isQueueDown = true;
        consumer.dynamodb.isDown = true;
        put(consumer, ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) => queuedMessage(index)));
        await feedConsumer(consumer);
        expect(consumer.lines().map(({ outcome, drop }) => [outcome, drop])).toEqual(
          Array(10).fill(['dropped', 'unclear']),
        );
      }),
      TIMEOUT_MS,
    );

    it(
      'prints no number, text or code, whatever happens',
      withConsumer(async (consumer) => {
        put(consumer, queuedMessage(1));
        await feedConsumer(consumer);
        consumer.aws.moods.unshift('refuses', 'fails', 'resets');
        put(consumer, queuedMessage(2), queuedMessage(3), queuedMessage(4), queuedMessage(5, { admittedAt: 0 }));
        consumer.aws.queue.put('{"sms": {"to": "+4915112345606", "text": "777006"}}');
        await feedConsumer(consumer);
        expect(consumer.lines()).toHaveLength(6);
        for (const secret of ['51123456', '77700', 'Acme-Code'])
          expect(consumer.lambda.printed()).not.toContain(secret);
      }),
    );
  },
);

import { setTimeout as sleep } from 'node:timers/promises';
import { REFUSED_WITHIN_MS } from '../../lambda/verdict';
import { builtBundle } from '../built/bundle';
import { fakeSettings, SIGN_IN } from '../fake-dependencies';
import { SENDERS } from '../senders';
import { type DeployedFunction, withFunction } from './deployed-function';
import { deployedVariables } from './deployed-variables';
import { apiEvent, feed } from './lambda-events';
import { type LambdaProcess, lambdaProcess } from './lambda-process';

/** The consumer's timeout on Lambda (`lib/overflow-queue.ts`). */
const TIMEOUT_MS = 12_000;

/** Starts the consumer, and the function that answers Logto, with the same AWS. */
function withBothOf(config: object, test: (consumer: DeployedFunction, handler: LambdaProcess) => Promise<void>) {
  const settings = { ...config, sendsPerSecond: 200 };
  const folder = () => builtBundle('consumer-handler', fakeSettings(settings));
  return withFunction({ folder, timeoutMs: TIMEOUT_MS })(async (consumer) => {
    const handlerFolder = builtBundle('handler', fakeSettings({ ...settings, limits: { clientPerHour: 1 } }));
    const handler = await lambdaProcess(handlerFolder, deployedVariables(consumer.aws, consumer.dynamodb));
    try {
      await test(consumer, handler);
    } finally {
      await handler.stop();
    }
  });
}

function feedConsumer({ aws, lambda }: DeployedFunction) {
  return feed(aws.queue, lambda.invoke);
}

describe.each(SENDERS)(
  'a second code to a number, while the first one is in the queue, through $name,',
  ({ config }) => {
    const withBoth = (test: Parameters<typeof withBothOf>[1]) => withBothOf(config, test);
    const requestCode = (handler: LambdaProcess, code: string, requestId = 'request-1') =>
      handler.invoke(
        apiEvent({ ...SIGN_IN, payload: { code } }, { requestContext: { requestId, http: { method: 'POST' } } }),
      );
    const codes = ({ aws }: DeployedFunction) =>
      aws.publishes.filter(({ mood }) => mood === 'takes').map(({ text }) => /\d{6}/.exec(text)?.[0]);

    it(
      'is the only one that arrives, when it goes to SNS immediately',
      withBoth(async (consumer, handler) => {
        consumer.aws.moods.unshift('throttles');
        expect(await requestCode(handler, '111111')).toMatchObject({ statusCode: 202 });
        await sleep(1_000);
        expect(await requestCode(handler, '222222')).toMatchObject({ statusCode: 200 });
        // Until then, the newer one could still be refused.
        await sleep(REFUSED_WITHIN_MS);
        expect(await feedConsumer(consumer)).toMatchObject({ back: [] });
        expect(codes(consumer)).toEqual(['222222']);
        expect(consumer.lines()).toMatchObject([{ outcome: 'dropped', drop: 'superseded' }]);
      }),
    );

    it(
      'is the only one that arrives, when it is queued as well',
      withBoth(async (consumer, handler) => {
        consumer.aws.moods.unshift('throttles', 'throttles');
        expect(await requestCode(handler, '111111')).toMatchObject({ statusCode: 202 });
        expect(await requestCode(handler, '222222', 'request-2')).toMatchObject({ statusCode: 202 });
        await sleep(REFUSED_WITHIN_MS);
        while (consumer.aws.queue.size() > 0) {
          await feedConsumer(consumer);
          consumer.aws.queue.wait(1_000);
        }
        expect(codes(consumer)).toEqual(['222222']);
        expect(consumer.lines().map(({ outcome }) => outcome)).toEqual(expect.arrayContaining(['dropped', 'sent']));
      }),
    );

    it(
      'does not replace the first one when it is refused',
      withBoth(async (consumer, handler) => {
        const ip = '8.8.8.8';
        await handler.invoke(apiEvent({ ...SIGN_IN, to: '4915112345679', ip }));
        consumer.aws.moods.unshift('throttles');
        expect(await requestCode(handler, '111111')).toMatchObject({ statusCode: 202 });
        const refused = await handler.invoke(apiEvent({ ...SIGN_IN, payload: { code: '222222' }, ip }));
        expect(refused).toMatchObject({ statusCode: 429, headers: { 'x-refusal': 'limit-ip' } });
        expect(await feedConsumer(consumer)).toMatchObject({ back: [] });
        expect(codes(consumer)).toContain('111111');
      }),
    );
  },
);

import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { QueuedMessage } from '../../lambda/queued-message';
import { builtBundle } from '../built/bundle';
import { fakeSettings, SIGN_IN } from '../fake-dependencies';
import { SENDERS } from '../senders';
import { type DeployedFunction, withFunction } from './deployed-function';
import { apiEvent, feed } from './lambda-events';

const FAILURES = {
  'refuses the connection': (socket: Socket) => socket.resetAndDestroy(),
  'closes it during the TLS handshake': (socket: Socket) => socket.once('data', () => socket.end()),
  'resets it during the TLS handshake': (socket: Socket) => socket.once('data', () => socket.resetAndDestroy()),
  'never answers the TLS handshake': () => undefined,
};
type Failure = keyof typeof FAILURES;

/** Runs a test with a deployed function whose SNS or End User Messaging fails before a connection is established. */
function withBrokenApi(bundle: () => string, test: (deployed: DeployedFunction) => Promise<void>) {
  return async (failure: Failure) => {
    const sockets = new Set<Socket>();
    const api = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      FAILURES[failure](socket);
    }).listen(0, '127.0.0.1');
    await once(api, 'listening');
    const url = `https://127.0.0.1:${(api.address() as AddressInfo).port}`;
    const environment = { AWS_ENDPOINT_URL_SNS: url, AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2: url };
    try {
      await withFunction({ folder: bundle, timeoutMs: 12_000, environment })(test)();
    } finally {
      for (const socket of sockets) socket.destroy();
      api.close();
    }
  };
}

const failures = Object.keys(FAILURES) as Failure[];

describe.each(SENDERS)('nothing was sent when $name', ({ config }) => {
  const settings = fakeSettings(config);
  const message: QueuedMessage = {
    id: 'request-1',
    sms: { to: '+4915112345601', text: '777001 ist Ihr Acme-Code' },
    type: 'SignIn',
    locale: 'de',
    country: 'DE',
    number: 'pseudonym-1',
    isCode: true,
    admittedAt: Date.now(),
  };

  it.concurrent.each(failures)(
    '%s, so the consumer returns the message to the queue',
    withBrokenApi(
      () => builtBundle('consumer-handler', settings),
      async ({ aws, lambda, lines }) => {
        const id = aws.queue.put(JSON.stringify({ ...message, admittedAt: Date.now() }));
        expect(await feed(aws.queue, lambda.invoke)).toMatchObject({ back: [id] });
        expect(lines()).toMatchObject([{ outcome: 'postponed' }]);
      },
    ),
    20_000,
  );

  it.concurrent.each(failures)(
    '%s, so a request is queued, and not counted as sent twice',
    withBrokenApi(
      () => builtBundle('handler', settings),
      async ({ aws, lambda, lines }) => {
        // On a busy machine a permit can expire before the function uses it, and then nothing is sent at all.
        const numbers = ['4915112345601', '4915112345602', '4915112345603', '4915112345604', '4915112345605'];
        for (const to of numbers) {
          expect(await lambda.invoke(apiEvent({ ...SIGN_IN, to }))).toMatchObject({ statusCode: 202 });
          if (lines().at(-1)?.queuedBecause !== 'pace') break;
        }
        expect(aws.queued).toHaveLength(lines().length);
        expect(lines().at(-1)).toMatchObject({ outcome: 'queued', queuedBecause: 'sns', resends: 0 });
      },
    ),
    20_000,
  );
});

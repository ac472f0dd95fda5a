import type { QueuedMessage } from '../../lambda/queued-message';
import { Refusal } from '../../lambda/refusal';
import { type Enqueue, type Publish, send } from '../../lambda/send';

const SMS = { to: '+4915112345678', text: 'Hello' };
const MESSAGE: QueuedMessage = {
  id: 'request-1',
  sms: SMS,
  type: 'SignIn',
  locale: 'en',
  country: 'DE',
  number: 'pseudonym',
  isCode: true,
  admittedAt: 0,
};
const now = () => 1_000;
const PERMIT = { permitUntil: 1_001, delaySeconds: 0 } as const;
const NO_PERMIT = { permitUntil: undefined, delaySeconds: 1 } as const;
const { signal } = new AbortController();

/** An error as the SDK throws it. */
function snsError(name: string, httpStatusCode?: number, code?: string): Error {
  return Object.assign(new Error('secret words'), {
    name,
    ...(httpStatusCode && { $metadata: { httpStatusCode } }),
    ...(code && { code }),
  });
}

/** Fails with each error in turn, then succeeds. */
function publishAfter(...errors: Error[]) {
  return jest.fn<ReturnType<Publish>, Parameters<Publish>>(async () => {
    const error = errors.shift();
    if (error) throw error;
    return 'message-1';
  });
}

/** A queue that works, or that is down. */
function queue(isDown = false) {
  return jest.fn<ReturnType<Enqueue>, Parameters<Enqueue>>(async () => {
    if (isDown) throw snsError('QueueDoesNotExist', 400);
  });
}

const RESET = snsError('TimeoutError', undefined, 'ECONNRESET');

describe('send', () => {
  it('publishes once', async () => {
    const publish = publishAfter();
    const enqueue = queue();
    expect(await send(MESSAGE, PERMIT, { publish, enqueue, now }, signal)).toEqual({
      status: 'sent',
      messageId: 'message-1',
      resends: 0,
    });
    expect(publish).toHaveBeenCalledTimes(1);
    expect(enqueue).not.toHaveBeenCalled();
  });

  it('queues a message without a permit, with its delay, and does not try SNS', async () => {
    const publish = publishAfter();
    const enqueue = queue();
    expect(await send(MESSAGE, NO_PERMIT, { publish, enqueue, now }, signal)).toEqual({
      status: 'queued',
      because: 'pace',
      resends: 0,
    });
    expect(publish).not.toHaveBeenCalled();
    expect(enqueue).toHaveBeenCalledWith(MESSAGE, 1);
  });

  it.each(['ECONNRESET', 'EPIPE'])('makes a second attempt after %s, and counts the re-send', async (code) => {
    const publish = publishAfter(snsError('TimeoutError', undefined, code));
    expect(await send(MESSAGE, PERMIT, { publish, enqueue: queue(), now }, signal)).toMatchObject({
      status: 'sent',
      resends: 1,
    });
  });

  it('refuses instead of queueing when two answers were unclear: it may have been sent twice already', async () => {
    const publish = publishAfter(RESET, RESET, RESET);
    const enqueue = queue();
    await expect(send(MESSAGE, PERMIT, { publish, enqueue, now }, signal)).rejects.toMatchObject({
      reason: 'unavailable',
      retryAfterSeconds: 1,
    });
    expect(publish).toHaveBeenCalledTimes(2);
    expect(enqueue).not.toHaveBeenCalled();
  });

  it('queues after a reset and another error that is clear', async () => {
    const publish = publishAfter(RESET, snsError('InternalFailure', 500));
    expect(await send(MESSAGE, PERMIT, { publish, enqueue: queue(), now }, signal)).toEqual({
      status: 'queued',
      because: 'sns',
      resends: 1,
    });
    expect(publish).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['before the first attempt', 1_001, 0, 'pace', 0],
    ['before the second one', 1_000, 1, 'sns', 1],
  ] as const)('queues when the permit has ended %s', async (_, startsAt, attempts, because, resends) => {
    let clock: number = startsAt;
    const publish = jest.fn(async () => {
      clock += 1;
      throw RESET;
    });
    expect(await send(MESSAGE, PERMIT, { publish, enqueue: queue(), now: () => clock }, signal)).toEqual({
      status: 'queued',
      because,
      resends,
    });
    expect(publish).toHaveBeenCalledTimes(attempts);
  });

  it('queues when the time for SNS is over before it is asked: of a call that is cut short, nobody knows the result', async () => {
    const publish = publishAfter();
    expect(await send(MESSAGE, PERMIT, { publish, enqueue: queue(), now }, AbortSignal.abort())).toMatchObject({
      status: 'queued',
      resends: 0,
    });
    expect(publish).not.toHaveBeenCalled();
  });

  it.each([
    ['ThrottledException', 429, 0],
    ['Throttled', 429, 0],
    ['Throttling', 400, 0],
    ['ThrottlingException', 400, 0],
    ['InternalErrorException', 500, 0],
    ['InternalFailure', 500, 0],
    ['ServiceUnavailable', 503, 0],
    ['CredentialsProviderError', undefined, 0],
    // About the call and not the message: the next call, or the consumer's, can send it.
    ['RequestTimeout', 408, 0],
    ['SomethingNew', 408, 0],
    ['RequestTimeoutException', 400, 0],
    ['ExpiredToken', 403, 0],
    ['ExpiredTokenException', 403, 0],
    ['RequestExpired', 400, 0],
    ['RequestTimeTooSkewed', 403, 0],
    ['RequestInTheFuture', 403, 0],
    ['SignatureDoesNotMatch', 403, 0],
    ['InvalidClientTokenId', 403, 0],
    // SNS may have accepted the message: the answer was lost, or began with 200.
    ['SyntaxError', 200, 1],
    ['TimeoutError', undefined, 1, 'ETIMEDOUT'],
    // No connection was established, so SNS got nothing.
    ['TimeoutError', undefined, 0],
    ['AbortError', undefined, 1],
  ])('queues on %s (%s), and counts re-sends: %i', async (name, status, resends, ...[code]: string[]) => {
    const publish = publishAfter(snsError(name, status, code));
    expect(await send(MESSAGE, PERMIT, { publish, enqueue: queue(), now }, signal)).toEqual({
      status: 'queued',
      because: 'sns',
      resends,
    });
    expect(publish).toHaveBeenCalledTimes(1);
  });

  it.each(['sns-refused', 'opted-out', 'spend-limit'] as const)(
    'refuses with the reason of the publisher, and does not queue the message: %s',
    async (reason) => {
      const enqueue = queue();
      const publish = publishAfter(new Refusal(reason));
      await expect(send(MESSAGE, PERMIT, { publish, enqueue, now }, signal)).rejects.toMatchObject({ reason });
      expect(publish).toHaveBeenCalledTimes(1);
      expect(enqueue).not.toHaveBeenCalled();
    },
  );

  it('refuses when SNS and the queue are both down', async () => {
    const dependencies = { publish: publishAfter(snsError('InternalFailure', 500)), enqueue: queue(true), now };
    await expect(send(MESSAGE, PERMIT, dependencies, signal)).rejects.toMatchObject({
      reason: 'unavailable',
      retryAfterSeconds: 1,
    });
  });
});

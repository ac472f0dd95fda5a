import { buildSms, type Publish, send } from '../../lambda/send';
import { fakeSettings } from '../fake-dependencies';

const SMS = { to: '+4915112345678', text: 'Hello' };
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

/** A queue that takes what it gets, or that is down. */
function queue(isDown = false) {
  return jest.fn(async () => {
    if (isDown) throw snsError('QueueDoesNotExist', 400);
  });
}

const RESET = snsError('TimeoutError', undefined, 'ECONNRESET');

describe('send', () => {
  it('publishes once', async () => {
    const publish = publishAfter();
    const enqueue = queue();
    expect(await send(SMS, true, { publish, enqueue }, signal)).toEqual({
      status: 'sent',
      messageId: 'message-1',
      resends: 0,
    });
    expect(publish).toHaveBeenCalledTimes(1);
    expect(enqueue).not.toHaveBeenCalled();
  });

  it('queues what is above the pace, and does not try SNS', async () => {
    const publish = publishAfter();
    expect(await send(SMS, false, { publish, enqueue: queue() }, signal)).toEqual({
      status: 'queued',
      because: 'pace',
      resends: 0,
    });
    expect(publish).not.toHaveBeenCalled();
  });

  it.each(['ECONNRESET', 'EPIPE'])('tries once more after %s, and says so', async (code) => {
    const publish = publishAfter(snsError('TimeoutError', undefined, code));
    expect(await send(SMS, true, { publish, enqueue: queue() }, signal)).toMatchObject({ status: 'sent', resends: 1 });
  });

  it('does not try a third time, but queues', async () => {
    const publish = publishAfter(RESET, RESET, RESET);
    expect(await send(SMS, true, { publish, enqueue: queue() }, signal)).toEqual({
      status: 'queued',
      because: 'sns',
      resends: 2,
    });
    expect(publish).toHaveBeenCalledTimes(2);
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
    // The message may have been taken before the answer was lost, or was: the answer began with 200.
    ['SyntaxError', 200, 1],
    ['TimeoutError', undefined, 1],
    ['AbortError', undefined, 1],
  ])('queues on %s (%s), as one that may be a re-send: %i', async (name, status, resends) => {
    const publish = publishAfter(snsError(name, status));
    expect(await send(SMS, true, { publish, enqueue: queue() }, signal)).toEqual({
      status: 'queued',
      because: 'sns',
      resends,
    });
    expect(publish).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['InvalidParameterException', 400],
    ['InvalidParameter', 400],
    ['ParameterValueInvalidException', 400],
    ['AuthorizationErrorException', 403],
    ['AuthorizationError', 403],
    ['AccessDenied', 403],
    ['OptedOut', 400],
    ['SomethingNew', 400],
  ])('gives up on %s (%s), and does not queue what will never be taken', async (name, status) => {
    const enqueue = queue();
    const publish = publishAfter(snsError(name, status));
    await expect(send(SMS, true, { publish, enqueue }, signal)).rejects.toMatchObject({ reason: 'sns-refused' });
    expect(publish).toHaveBeenCalledTimes(1);
    expect(enqueue).not.toHaveBeenCalled();
  });

  it('pretends nothing when SNS and the queue are both down', async () => {
    const dependencies = { publish: publishAfter(snsError('InternalFailure', 500)), enqueue: queue(true) };
    await expect(send(SMS, true, dependencies, signal)).rejects.toMatchObject({
      reason: 'unavailable',
      retryAfterSeconds: 1,
    });
  });
});

describe('an SMS', () => {
  const german = { number: '+4915112345678', country: 'DE' };
  const american = { number: '+16502530000', country: 'US' };
  const indian = { number: '+919812345678', country: 'IN' };

  it('has nothing that is not configured', () => {
    expect(buildSms(german, 'SignIn', 'Hello', fakeSettings())).toEqual(SMS);
  });

  it.each([
    ['the sender ID', { senderId: 'Acme' }, german, { senderId: 'Acme' }],
    ['no sender ID where there are none', { senderId: 'Acme' }, american, undefined],
    ['the number', { originationNumber: '+18885550123' }, american, { originationNumber: '+18885550123' }],
    [
      "the country's sender",
      { senderId: 'Acme', countrySenders: { US: { originationNumber: '12345' } } },
      american,
      { originationNumber: '12345' },
    ],
    ["no other country's sender", { countrySenders: { US: { originationNumber: '12345' } } }, german, undefined],
  ])('is from %s', (_, config, recipient, sender) => {
    expect(buildSms(recipient, 'SignIn', 'Hello', fakeSettings(config)).sender).toEqual(sender);
  });

  it('costs no more than configured', () => {
    expect(buildSms(german, 'SignIn', 'Hello', fakeSettings({ maxPriceUsd: 0.2 })).maxPriceUsd).toBe(0.2);
  });

  it.each([
    ['SignIn', indian, { entityId: '11', templateId: '22' }],
    ['Register', indian, { entityId: '11', templateId: '33' }],
    ['Register', german, undefined],
  ] as const)('of %s to %j carries the registration %j', (type, recipient, dlt) => {
    const settings = fakeSettings({
      countries: ['IN', 'DE'],
      indiaDlt: { entityId: '11', templateIds: { Generic: '22', Register: '33' } },
    });
    expect(buildSms(recipient, type, 'Hello', settings).dlt).toEqual(dlt);
  });
});

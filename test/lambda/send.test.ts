import { address, type Publish, send } from '../../lambda/send';
import { fakeSettings } from '../fake-outside';

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

describe('send', () => {
  it('publishes once', async () => {
    const publish = publishAfter();
    expect(await send(SMS, publish, signal)).toEqual({ messageId: 'message-1', resends: 0 });
    expect(publish).toHaveBeenCalledTimes(1);
  });

  it.each(['ECONNRESET', 'EPIPE'])('tries once more after %s, and says so', async (code) => {
    const publish = publishAfter(snsError('Error', undefined, code));
    expect(await send(SMS, publish, signal)).toEqual({ messageId: 'message-1', resends: 1 });
  });

  it('does not try a third time', async () => {
    const reset = snsError('Error', undefined, 'ECONNRESET');
    const publish = publishAfter(reset, reset, reset);
    await expect(send(SMS, publish, signal)).rejects.toMatchObject({ reason: 'unavailable' });
    expect(publish).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['InvalidParameterException', 400, 'sns-refused'],
    ['InvalidParameter', 400, 'sns-refused'],
    ['ParameterValueInvalidException', 400, 'sns-refused'],
    ['AuthorizationErrorException', 403, 'sns-refused'],
    ['AuthorizationError', 403, 'sns-refused'],
    ['AccessDenied', 403, 'sns-refused'],
    ['OptedOut', 400, 'sns-refused'],
    ['SomethingNew', 400, 'sns-refused'],
    ['ThrottledException', 429, 'unavailable'],
    ['Throttled', 429, 'unavailable'],
    ['Throttling', 400, 'unavailable'],
    ['ThrottlingException', 400, 'unavailable'],
    ['InternalErrorException', 500, 'unavailable'],
    ['InternalFailure', 500, 'unavailable'],
    ['ServiceUnavailable', 503, 'unavailable'],
    ['TimeoutError', undefined, 'unavailable'],
    ['AbortError', undefined, 'unavailable'],
    ['CredentialsProviderError', undefined, 'unavailable'],
  ])('refuses on %s (%s) with %s, and does not try again', async (name, status, reason) => {
    const publish = publishAfter(snsError(name, status));
    await expect(send(SMS, publish, signal)).rejects.toMatchObject({ reason });
    expect(publish).toHaveBeenCalledTimes(1);
  });
});

describe('an SMS', () => {
  const german = { number: '+4915112345678', country: 'DE' };
  const american = { number: '+16502530000', country: 'US' };
  const indian = { number: '+919812345678', country: 'IN' };

  it('has nothing that is not configured', () => {
    expect(address(german, 'SignIn', 'Hello', fakeSettings())).toEqual(SMS);
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
    expect(address(recipient, 'SignIn', 'Hello', fakeSettings(config)).sender).toEqual(sender);
  });

  it('costs no more than configured', () => {
    expect(address(german, 'SignIn', 'Hello', fakeSettings({ maxPriceUsd: 0.2 })).maxPriceUsd).toBe(0.2);
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
    expect(address(recipient, type, 'Hello', settings).dlt).toEqual(dlt);
  });
});

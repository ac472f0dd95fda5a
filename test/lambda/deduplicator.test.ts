import { processDeduplicator } from '../../lambda/deduplicator';

const NUMBER = '+4915112345678';

function clockedOnce() {
  const clock = { now: 0 };
  return { clock, once: processDeduplicator(() => clock.now) };
}

describe('the same message to the same number', () => {
  it('is sent once within a minute', async () => {
    const { once, clock } = clockedOnce();
    const send = jest.fn(async () => 'sent');
    expect(await once(NUMBER, '123456', send)).toBe('sent');
    clock.now = 59_999;
    expect(await once(NUMBER, '123456', send)).toBe('duplicate');
    clock.now = 60_000;
    expect(await once(NUMBER, '123456', send)).toBe('sent');
    expect(send).toHaveBeenCalledTimes(2);
  });

  it('is not promised while the first is still under way', async () => {
    const { once } = clockedOnce();
    let finish = () => {};
    const first = once(NUMBER, '123456', () => new Promise<string>((resolve) => (finish = () => resolve('sent'))));
    await expect(once(NUMBER, '123456', async () => 'sent')).rejects.toMatchObject({
      reason: 'unavailable',
      retryAfterSeconds: 1,
    });
    finish();
    expect(await first).toBe('sent');
  });

  it('is sent when the first one failed', async () => {
    const { once } = clockedOnce();
    await expect(once(NUMBER, '123456', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await once(NUMBER, '123456', async () => 'sent')).toBe('sent');
  });
});

it.each([
  ['another code', NUMBER, '654321'],
  ['another number', '+4915112345679', '123456'],
])('%s is another message', async (_, number, identity) => {
  const { once } = clockedOnce();
  await once(NUMBER, '123456', async () => 'sent');
  expect(await once(number, identity, async () => 'sent')).toBe('sent');
});

it('what has no identity is sent each time', async () => {
  const { once } = clockedOnce();
  const send = jest.fn(async () => 'sent');
  await once(NUMBER, undefined, send);
  await once(NUMBER, undefined, send);
  expect(send).toHaveBeenCalledTimes(2);
});

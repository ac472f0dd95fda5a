import { DEDUPLICATION_WINDOW_MS, processDeduplicator } from '../../lambda/deduplicator';

const NUMBER = '+4915112345678';
const CODE = '123456';

function clocked() {
  const clock = { now: 0 };
  return { clock, deduplicator: processDeduplicator(() => clock.now) };
}

describe('the same message to the same number', () => {
  it('is sent once within a minute', () => {
    const { deduplicator, clock } = clocked();
    expect(DEDUPLICATION_WINDOW_MS).toBe(60_000);
    expect(deduplicator.claim(NUMBER, CODE)).toBe('new');
    deduplicator.confirm(NUMBER, CODE);
    clock.now = 59_999;
    expect(deduplicator.claim(NUMBER, CODE)).toBe('duplicate');
    clock.now = 60_000;
    expect(deduplicator.claim(NUMBER, CODE)).toBe('new');
  });

  it('is not promised while the first is still under way', () => {
    const { deduplicator } = clocked();
    deduplicator.claim(NUMBER, CODE);
    expect(() => deduplicator.claim(NUMBER, CODE)).toThrow(
      expect.objectContaining({ reason: 'unavailable', retryAfterSeconds: 1 }),
    );
  });

  it('is sent when the first one failed', () => {
    const { deduplicator } = clocked();
    deduplicator.claim(NUMBER, CODE);
    deduplicator.release(NUMBER, CODE);
    expect(deduplicator.claim(NUMBER, CODE)).toBe('new');
  });
});

it.each([
  ['another code', NUMBER, '654321'],
  ['another number', '+4915112345679', CODE],
])('%s is another message', (_, number, key) => {
  const { deduplicator } = clocked();
  deduplicator.claim(NUMBER, CODE);
  expect(deduplicator.claim(number, key)).toBe('new');
});

it('what has no key is sent each time', () => {
  const { deduplicator } = clocked();
  for (let time = 1; time <= 2; time++) {
    expect(deduplicator.claim(NUMBER, undefined)).toBe('new');
    deduplicator.confirm(NUMBER, undefined);
  }
});

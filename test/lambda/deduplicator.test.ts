import { DEDUPLICATION_WINDOW_MS, processDeduplicator } from '../../lambda/deduplicator';

const NUMBER = '+4915112345678';
const CODE = '123456';

function setUp() {
  const clock = { now: 0 };
  return { clock, deduplicator: processDeduplicator(() => clock.now) };
}

describe('the same message to the same number', () => {
  it('is a duplicate within a minute', () => {
    const { deduplicator, clock } = setUp();
    expect(DEDUPLICATION_WINDOW_MS).toBe(60_000);
    expect(deduplicator.claim(NUMBER, CODE)).toBe('new');
    deduplicator.confirm(NUMBER, CODE);
    clock.now = 59_999;
    expect(deduplicator.claim(NUMBER, CODE)).toBe('duplicate');
    clock.now = 60_000;
    expect(deduplicator.claim(NUMBER, CODE)).toBe('new');
  });

  it('is refused while the first one is still being sent', () => {
    const { deduplicator } = setUp();
    deduplicator.claim(NUMBER, CODE);
    expect(() => deduplicator.claim(NUMBER, CODE)).toThrow(
      expect.objectContaining({ reason: 'in-progress', retryAfterSeconds: 1 }),
    );
  });

  it('is new again when the first one failed', () => {
    const { deduplicator } = setUp();
    deduplicator.claim(NUMBER, CODE);
    deduplicator.release(NUMBER, CODE);
    expect(deduplicator.claim(NUMBER, CODE)).toBe('new');
  });
});

it.each([
  ['another code', NUMBER, '654321'],
  ['another number', '+4915112345679', CODE],
])('%s makes another message', (_, number, key) => {
  const { deduplicator } = setUp();
  deduplicator.claim(NUMBER, CODE);
  expect(deduplicator.claim(number, key)).toBe('new');
});

it('a message without a key is always new', () => {
  const { deduplicator } = setUp();
  for (let time = 1; time <= 2; time++) {
    expect(deduplicator.claim(NUMBER, undefined)).toBe('new');
    deduplicator.confirm(NUMBER, undefined);
  }
});

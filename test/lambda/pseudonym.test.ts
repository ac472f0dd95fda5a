import { pseudonyms } from '../../contract/pseudonym';
import { pseudonymsOf } from '../../lambda/pseudonym';

/** A key that can be made unreadable. */
function key() {
  const state = { reads: 0, isDown: false };
  const provider = pseudonymsOf(async () => {
    state.reads += 1;
    if (state.isDown) throw new Error('InternalServiceError');
    return 'the key';
  });
  return { state, provider };
}

describe('the key of the pseudonyms', () => {
  it('is read once for simultaneous calls', async () => {
    const { provider, state } = key();
    const [first, second] = await Promise.all([provider(), provider()]);
    expect(first('+4915112345678')).toBe(pseudonyms('the key')('+4915112345678'));
    expect(second).toBe(first);
    expect(state.reads).toBe(1);
  });

  it('is read again by the next call when the read failed', async () => {
    const { provider, state } = key();
    state.isDown = true;
    await expect(provider()).rejects.toThrow('InternalServiceError');
    state.isDown = false;
    await expect(provider()).resolves.toEqual(expect.any(Function));
  });

  it('costs the first call no read when it was prefetched', async () => {
    const { provider, state } = key();
    await provider.prefetch();
    await provider();
    expect(state.reads).toBe(1);
  });

  it('is read by the first call when the prefetch failed', async () => {
    const { provider, state } = key();
    state.isDown = true;
    await expect(provider.prefetch()).rejects.toThrow('InternalServiceError');
    state.isDown = false;
    await provider();
    expect(state.reads).toBe(2);
  });
});

import { pseudonyms } from '../../contract/pseudonym';
import { pseudonymsOf } from '../../lambda/pseudonym';

/** A key that can be read, or not. */
function key() {
  const state = { reads: 0, isDown: false };
  const keeper = pseudonymsOf(async () => {
    state.reads += 1;
    if (state.isDown) throw new Error('InternalServiceError');
    return 'the key';
  });
  return { state, keeper };
}

describe('the key of the pseudonyms', () => {
  it('is read once, however many ask', async () => {
    const { keeper, state } = key();
    const [first, second] = await Promise.all([keeper(), keeper()]);
    expect(first('+4915112345678')).toBe(pseudonyms('the key')('+4915112345678'));
    expect(second).toBe(first);
    expect(state.reads).toBe(1);
  });

  it('is read again by the next who asks where that failed', async () => {
    const { keeper, state } = key();
    state.isDown = true;
    await expect(keeper()).rejects.toThrow('InternalServiceError');
    state.isDown = false;
    await expect(keeper()).resolves.toEqual(expect.any(Function));
  });

  it('costs the first request no read when it was read ahead', async () => {
    const { keeper, state } = key();
    await keeper.prefetch();
    await keeper();
    expect(state.reads).toBe(1);
  });

  it('is read by the first request where reading ahead failed', async () => {
    const { keeper, state } = key();
    state.isDown = true;
    await expect(keeper.prefetch()).rejects.toThrow('InternalServiceError');
    state.isDown = false;
    await keeper();
    expect(state.reads).toBe(2);
  });
});

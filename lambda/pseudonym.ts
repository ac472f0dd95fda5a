import { type Pseudonym, pseudonyms } from '../contract/pseudonym';

export interface PseudonymKeeper {
  (): Promise<Pseudonym>;
  /** Reads the key before anybody asks. Throws when that fails; then the first who asks reads it, as if never tried. */
  readonly prefetch: () => Promise<void>;
}

/**
 * Reads the key once for the life of the process.
 *
 * @param readKey throws when the secret cannot be read; the next request tries again
 */
export function pseudonymsOf(readKey: () => Promise<string>): PseudonymKeeper {
  let reading: Promise<Pseudonym> | undefined;

  function get(): Promise<Pseudonym> {
    reading ??= readKey()
      .then(pseudonyms)
      .catch((error) => {
        reading = undefined;
        throw error;
      });
    return reading;
  }

  async function prefetch(): Promise<void> {
    const pseudonym = pseudonyms(await readKey());
    reading ??= Promise.resolve(pseudonym);
  }

  return Object.assign(get, { prefetch });
}

import { type Pseudonym, pseudonyms } from '../contract/pseudonym';

/** Gives the function that makes pseudonyms. Throws when its key cannot be read. */
export interface PseudonymProvider {
  (): Promise<Pseudonym>;
  /** Reads the key ahead of the first call. Throws when that fails: then the first call reads the key itself. */
  readonly prefetch: () => Promise<void>;
}

/**
 * Makes a provider that reads the key of the pseudonyms once per process.
 *
 * @param readKey throws when the secret cannot be read: then the next call tries again
 */
export function pseudonymsOf(readKey: () => Promise<string>): PseudonymProvider {
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

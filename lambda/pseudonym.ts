import { type Pseudonym, pseudonyms } from '../contract/pseudonym';

/**
 * Reads the key once for the life of the process.
 *
 * @param readKey throws when the secret cannot be read; the next request tries again
 */
export function pseudonymsOf(readKey: () => Promise<string>): () => Promise<Pseudonym> {
  let reading: Promise<Pseudonym> | undefined;
  return () => {
    reading ??= readKey()
      .then(pseudonyms)
      .catch((error) => {
        reading = undefined;
        throw error;
      });
    return reading;
  };
}

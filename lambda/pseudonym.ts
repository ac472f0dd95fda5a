import { createHmac } from 'node:crypto';

/**
 * Stands for a number, an address or a code where none may be kept: a hash with a secret key, since all phone numbers
 * there are could be hashed and compared within minutes.
 *
 * @returns 32 hexadecimal digits (128 bits), always the same for the same value and key
 */
export type Pseudonym = (value: string) => string;

/** @param key of any length; the deployed one is a generated secret that is never rotated */
export function pseudonyms(key: string): Pseudonym {
  return (value) => createHmac('sha256', key).update(value).digest('hex').slice(0, 32);
}

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

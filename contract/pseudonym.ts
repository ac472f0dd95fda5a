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

/** What the log shows of a number's pseudonym: enough to find its lines, too little to find its item of the table. */
export function loggedPart(pseudonym: string): string {
  return pseudonym.slice(0, 10);
}

import { createHmac } from 'node:crypto';

/**
 * Makes the pseudonym that replaces a number, an address or a code where none of these may be stored. It is a hash with
 * a secret key: without one, anybody could hash all existing phone numbers within minutes.
 *
 * @returns 32 hexadecimal digits (128 bits), always the same for the same value and key
 */
export type Pseudonym = (value: string) => string;

/**
 * Gives the function that makes pseudonyms with a key (HMAC-SHA-256).
 *
 * @param key of any length. The deployed one is a generated secret that is never rotated
 */
export function pseudonyms(key: string): Pseudonym {
  return (value) => createHmac('sha256', key).update(value).digest('hex').slice(0, 32);
}

/**
 * Gives the part of a number's or a client's pseudonym that is logged: enough to find its log lines, too little to find
 * its item in the table.
 */
export function loggedPart(pseudonym: string): string {
  return pseudonym.slice(0, 10);
}

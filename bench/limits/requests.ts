import { setTimeout as sleep } from 'node:timers/promises';

/** Prefixes of German mobile networks; seven digits follow. */
const GERMAN_PREFIXES = '1511 1512 1514 1515 1516 1517 1520 1522 1523 1525 1570 1573 1575 1577 1578 1579 1590'.split(
  ' ',
);

/**
 * A German mobile number as Logto writes it: E.164 without the `+`. Each index from 0 gives another number, spread over
 * all networks and their ranges.
 */
export function germanNumber(index: number): string {
  const prefix = GERMAN_PREFIXES[index % GERMAN_PREFIXES.length];
  return `49${prefix}${String((index * 7_919 + 1_000_000) % 10_000_000).padStart(7, '0')}`;
}

/** An Austrian mobile number as Logto writes it. Each index from 0 gives another number. */
export function austrianNumber(index: number): string {
  return `43664${String(1_000_000 + index)}`;
}

/** A public IPv4 address. Each index from 0 to 65,535 gives another one. */
export function ipAddress(index: number): string {
  return `9.9.${index >> 8}.${index & 255}`;
}

/** What Logto posts for a sign-in. Each index from 0 to 999,999 gives another code. */
export function signInRequest(to: string, index: number, ip?: string): object {
  const code = String(index % 1_000_000).padStart(6, '0');
  return { to, type: 'SignIn', payload: { code, locale: 'de' }, ...(ip !== undefined && { ip }) };
}

/**
 * Waits for the next window of a limit if the present one ends too soon. What a new window accepts would look like an
 * overshoot.
 *
 * @param windowMs the length of the window
 * @param neededMs how long the run takes at most
 */
export async function waitForWindow(windowMs: number, neededMs: number): Promise<void> {
  const left = windowMs - (Date.now() % windowMs);
  if (left < neededMs) await sleep(left + 100);
}

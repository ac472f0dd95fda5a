import { setTimeout as sleep } from 'node:timers/promises';

/** Prefixes of German mobile networks; seven digits follow. */
const GERMAN_PREFIXES = '1511 1512 1514 1515 1516 1517 1520 1522 1523 1525 1570 1573 1575 1577 1578 1579 1590'.split(
  ' ',
);

/** A mobile number as Logto writes it, another one for each index from 0, spread over all networks and their ranges. */
export function germanNumber(index: number): string {
  const prefix = GERMAN_PREFIXES[index % GERMAN_PREFIXES.length];
  return `49${prefix}${String((index * 7_919 + 1_000_000) % 10_000_000).padStart(7, '0')}`;
}

export function austrianNumber(index: number): string {
  return `43664${String(1_000_000 + index)}`;
}

/** An address of the internet's, `index` up to 65,535. */
export function address(index: number): string {
  return `9.9.${index >> 8}.${index & 255}`;
}

/** What Logto posts. Each code is another one. */
export function signInRequest(to: string, index: number, ip?: string): object {
  const code = String(index % 1_000_000).padStart(6, '0');
  return { to, type: 'SignIn', payload: { code, locale: 'de' }, ...(ip !== undefined && { ip }) };
}

/** Waits while a window of a limit ends soon, since what is then counted anew is no overshoot. */
export async function awayFromEndOf(windowMs: number, neededMs: number): Promise<void> {
  const left = windowMs - (Date.now() % windowMs);
  if (left < neededMs) await sleep(left + 100);
}

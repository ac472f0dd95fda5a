/** How many names are given at most. */
const MAX_NAMES = 10;

/** How many characters of a name are given at most. AWS's own `DestinationPhoneNumber` has 22. */
const MAX_LENGTH = 24;

/** Stands for a name that is not given. */
const MASK = '?';

/**
 * Names the keys of a request that has no number or nothing to send, without their values, so that an operator sees how
 * they differ from ours. A key of `payload` is named `payload.code`.
 *
 * A key can itself be a phone number, a code or a text, where a connector puts a value in its place. So a name is given
 * only if it consists of ASCII letters, `_` and `-`; any other becomes `?`. A longer name is cut, and so is a longer
 * list: `…` stands for the rest.
 *
 * @param fields of a JSON object or a query string
 * @returns at most ten names in the order in which they came, and perhaps `…`
 */
export function keyNamesOf(fields: Readonly<Record<string, unknown>>): string[] {
  const names = Object.entries(fields).flatMap(([key, value]) =>
    key === 'payload' ? payloadNames(value) : shown(key),
  );
  return names.length > MAX_NAMES ? [...names.slice(0, MAX_NAMES), '…'] : names;
}

function payloadNames(payload: unknown): string | string[] {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return 'payload';
  const keys = Object.keys(payload);
  return keys.length === 0 ? 'payload' : keys.map((key) => `payload.${shown(key)}`);
}

function shown(key: string): string {
  if (!/^[A-Za-z_-]+$/.test(key)) return MASK;
  return key.length > MAX_LENGTH ? `${key.slice(0, MAX_LENGTH)}…` : key;
}

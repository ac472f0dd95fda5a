import { isDeepStrictEqual } from 'node:util';
import { isObject } from './error-message';
import type { SmsConnector } from './management-api';

/** What Logto saves of an SMS connector. */
export type SavedConnector = Pick<SmsConnector, 'id' | 'connectorId' | 'config' | 'settings'>;

/**
 * Whether a connector in Logto is the stored one, as far as Logto can save that: empty values in the configuration do not
 * count, and neither do settings that the Logto of then did not have.
 */
export function isStored(present: SavedConnector, stored: SavedConnector): boolean {
  if (present.id !== stored.id || present.connectorId !== stored.connectorId) return false;
  const settings = Object.entries(stored.settings);
  return (
    isDeepStrictEqual(withoutEmpty(present.config) ?? {}, withoutEmpty(stored.config) ?? {}) &&
    settings.every(([key, value]) => isDeepStrictEqual(withoutEmpty(present.settings[key]), withoutEmpty(value)))
  );
}

/**
 * What Logto saves of a value: it drops empty strings, objects and arrays, and null, at any depth (logto-io/logto,
 * packages/core/src/routes/connector/index.ts: `cleanDeep`). `undefined` when nothing is left.
 */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(withoutEmpty).filter((item) => item !== undefined);
    return items.length === 0 ? undefined : items;
  }
  if (isObject(value)) {
    const entries = Object.entries(value).flatMap(([key, each]) => {
      const kept = withoutEmpty(each);
      return kept === undefined ? [] : [[key, kept]];
    });
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  }
  return value === '' || value === null ? undefined : value;
}

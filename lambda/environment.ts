import type { Settings } from '../contract/settings';

/** Compiled in by `lib/code/bundle.ts`. */
declare const SETTINGS: Settings;

/** The configuration that was compiled into this bundle. */
export const settings = SETTINGS;

/** A variable of the function's environment. Throws where the stack has not set it, so that a deploy fails early. */
export function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: deploy the stack again.`);
  return value;
}

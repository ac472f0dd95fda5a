import type { EnvironmentVariable } from '../contract/environment';
import type { Settings } from '../contract/settings';

/** Compiled in by `lib/code/bundle.ts`. */
declare const SETTINGS: Settings;

/** The configuration that was compiled into this bundle. */
export const settings = SETTINGS;

/** A variable of the function's environment. Throws when it is not set, so that the function fails as it starts. */
export function variable(name: EnvironmentVariable): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: deploy the stack again.`);
  return value;
}

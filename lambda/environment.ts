import type { EnvironmentVariable } from '../contract/environment';
import type { Settings } from '../contract/settings';

/** `lib/code/source-folder.ts` puts it before the bundle. */
declare const SETTINGS: Settings;

/** The configuration of this function. */
export const settings = SETTINGS;

/** Reads an environment variable of the function. Throws if it is not set, so that the function fails at its start. */
export function variable(name: EnvironmentVariable): string {
  const value = process.env[name];
  if (!value) throw new Error(`The environment variable ${name} is not set. Deploy the stack again.`);
  return value;
}

/** Reads an environment variable that not every stack sets. */
export function optionalVariable(name: EnvironmentVariable): string | undefined {
  return process.env[name] || undefined;
}

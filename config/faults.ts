import type { z } from 'zod';

/** One thing that is wrong with a configuration. */
export interface ConfigFault {
  /** The path of the key, such as `countries[2]`; empty for the file as a whole. */
  readonly path: string;
  /** The value received. @default the key is missing */
  readonly value?: unknown;
  /** What to do about it: a phrase without a full stop. */
  readonly fix: string;
}

/** A configuration that cannot be used. Its message lists every fault, each with path, value and fix. */
export class InvalidConfig extends Error {
  override readonly name = 'InvalidConfig';

  /** @param source what the message calls the configuration, such as the path of the file */
  constructor(
    source: string,
    readonly faults: readonly ConfigFault[],
  ) {
    const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
    super(`${source} has ${count}:\n${faults.map(formatFault).join('\n')}`);
  }
}

function formatFault({ path, value, fix }: ConfigFault): string {
  if (path === '') return `  - ${fix}`;
  return `  - ${path}: ${value === undefined ? 'is missing' : `is ${shorten(JSON.stringify(value))}`}; ${fix}`;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** Turns what a schema reports about a JSON value into faults, one for each wrong or unknown key. */
export function faultsOf(error: z.ZodError, json: unknown): ConfigFault[] {
  return error.issues.flatMap((issue) => faultsOfIssue(issue, json));
}

function faultsOfIssue(issue: z.core.$ZodIssue, json: unknown): ConfigFault[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => faultAt([...path, key], json, 'remove this key, or correct its spelling'));
  }
  // Each of our unions lists its exceptions first (`"*"`, `false`) and the rule last. The rule has the useful message.
  const ruleMessage = issue.code === 'invalid_union' ? issue.errors.at(-1)?.[0]?.message : undefined;
  return [faultAt(path, json, ruleMessage ?? issue.message)];
}

function faultAt(path: readonly PropertyKey[], json: unknown, fix: string): ConfigFault {
  return { path: formatPath(path), value: path.reduce<unknown>(propertyOf, json), fix };
}

function propertyOf(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined;
}

function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${String(key)}`))
    .join('');
}

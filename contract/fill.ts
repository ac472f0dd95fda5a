/** The names that Logto may send with a message, by their paths in Logto's own connectors. */
export const NAME_PATHS = ['application.name', 'organization.name', 'user.name'] as const;

/** One of these paths. */
export type NamePath = (typeof NAME_PATHS)[number];

/** How many characters of a name are sent at most, so that no name can fill an SMS. */
export const MAX_NAME_LENGTH = 32;

/** Names by their paths. A name that Logto did not send is missing. */
export type Names = Readonly<Partial<Record<NamePath, string>>>;

/** The values for the placeholders that a request fills in. `{{brand}}` is filled in at synth. */
export interface Values extends Names {
  readonly code?: string;
  readonly link?: string;
}

/**
 * The same as in Logto's connectors (`replaceSendMessageHandlebars`, logto-io/logto, packages/toolkit/connector-kit).
 */
const PLACEHOLDER = /\{\{\s*([\w.]*)\s*\}\}/g;

/** Gives the names of the placeholders in a text, without repetitions, in the order of the text. */
export function placeholdersOf(text: string): string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? ''))];
}

/**
 * Replaces each `{{name}}` with its value. A placeholder without a value becomes empty, so that nobody ever reads
 * braces. (Logto's connectors keep a placeholder if they do not know its first part.)
 */
export function fill(text: string, values: Values): string {
  const known = new Map(Object.entries(values));
  // A function, since `$&` has a meaning in a replacement string.
  return text.replace(PLACEHOLDER, (_, name: string) => known.get(name) ?? '');
}

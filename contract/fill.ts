/** The names that Logto may tell about a message, by the paths that its own connectors have for them. */
export const NAME_PATHS = ['application.name', 'organization.name', 'user.name'] as const;

export type NamePath = (typeof NAME_PATHS)[number];

/** How many characters of a name are sent, so that no name can fill an SMS. */
export const MAX_NAME_LENGTH = 32;

export type Names = Readonly<Partial<Record<NamePath, string>>>;

/** What fills the placeholders of a message at the time of a request. `{{brand}}` is filled before. */
export interface Values extends Names {
  readonly code?: string;
  readonly link?: string;
}

/** As Logto's connectors have it (`replaceSendMessageHandlebars`, logto-io/logto, packages/toolkit/connector-kit). */
const PLACEHOLDER = /\{\{\s*([\w.]*)\s*\}\}/g;

/** The names of a text's placeholders, each once, in the order of the text. */
export function placeholdersOf(text: string): string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? ''))];
}

/**
 * Puts the values in the place of `{{name}}`. A placeholder without a value becomes empty. Logto's connectors leave it
 * as it is where they know nothing of its first part; here nobody ever gets to read braces.
 */
export function fill(text: string, values: Values): string {
  const known = new Map(Object.entries(values));
  // A function, since a replacement string would give `$&` in a value a meaning.
  return text.replace(PLACEHOLDER, (_, name: string) => known.get(name) ?? '');
}

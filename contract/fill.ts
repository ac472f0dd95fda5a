/** What fills the placeholders of a message. */
export interface Values {
  readonly code?: string;
  readonly link?: string;
}

const PLACEHOLDER = /\{\{\s*([\w.]*)\s*\}\}/g;

/** The names of a text's placeholders, each once, in the order of the text. */
export function placeholdersOf(text: string): string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? ''))];
}

/**
 * Puts the values in the place of `{{name}}`. A placeholder without a value becomes empty: nobody ever gets to
 * read braces.
 */
export function fill(text: string, values: Values): string {
  const known = new Map(Object.entries(values));
  // A function, since a replacement string would give `$&` in a value a meaning.
  return text.replace(PLACEHOLDER, (_, name: string) => known.get(name) ?? '');
}

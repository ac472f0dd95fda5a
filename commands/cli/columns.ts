/** A terminal of fewer columns does not exist: it reports 0 or 1 when it does not know its width. */
const FEWEST = 20;

/**
 * The width of a stream, in columns: what it reports, or else the environment variable COLUMNS.
 *
 * @param otherwise for a stream whose width is not known
 */
export function columnsOf({ columns }: { readonly columns?: number | undefined }, otherwise: number): number {
  return [Number(columns), Number(process.env.COLUMNS)].find((each) => each >= FEWEST) ?? otherwise;
}

/** The same stream, but with a width that can be true, for a library that folds its text to `columns`. */
export function withTrueColumns(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  return new Proxy(stream, {
    get(target, key) {
      if (key === 'columns') return columnsOf(target, 80);
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** An increment of counters in one item of the table. Either all of it is applied, or nothing. */
export interface ConditionalIncrement {
  /** The key of the item. */
  readonly key: string;
  /** The counters to increment by one, each with its limit. If one is at its limit, nothing is applied. */
  readonly counters: Readonly<Record<string, number>>;
  /** @default no mark is checked or written */
  readonly mark?: Mark;
  /** Shows that this increment was applied, and lets `release` undo it. Two increments never have the same. */
  readonly ticket: { readonly name: string; readonly value: number };
  /** When the item may be removed, in epoch milliseconds. */
  readonly expiresAt: number;
}

/** An attribute with a time. If that is later than `freeAt`, nothing is applied. All times are epoch milliseconds. */
export type Mark = { readonly name: string; readonly freeAt: number } & (
  | { /** The new time. */ readonly at: number }
  | {
      /** Added to the time, in milliseconds. */ readonly advanceBy: number /** The time if there is none. */;
      readonly from: number;
    }
);

/** What a conditional increment did. */
export interface IncrementResult {
  /** `false` when a counter was at its limit or the mark was not free. */
  readonly applied: boolean;
  /** The item as it was before the call; empty when there was none. */
  readonly previous: Item;
  /** Whether the answer to the first attempt was lost: others may have changed the item since. @default false */
  readonly isRetry?: boolean;
}

/** The numeric attributes of an item, by name. */
export type Item = Readonly<Record<string, number>>;

/**
 * Counters, grouped into items: in a DynamoDB table that all instances share, or in the memory of this process. Each
 * call is atomic, however many calls change one item at the same time. The calls throw when the table cannot be
 * reached.
 */
export interface Counters {
  readonly tryIncrement: (increment: ConditionalIncrement) => Promise<IncrementResult>;
  /**
   * Undoes an increment that was applied: removes its ticket and its mark and, unless `keepCounters`, decrements its
   * counters. Does nothing if the ticket is gone, so a second call is harmless.
   */
  readonly release: (increment: ConditionalIncrement, options: ReleaseOptions) => Promise<void>;
  /** Gives the item; empty when there is none. */
  readonly read: (key: string) => Promise<Item>;
  /** Sets one attribute of an item. `expiresAt` is in epoch milliseconds. */
  readonly write: (key: string, name: string, value: number, expiresAt: number) => Promise<void>;
}

/** What a release leaves as it is. */
export interface ReleaseOptions {
  readonly keepCounters: boolean;
}

/** Whether a counter of the increment is at its limit. */
export function isFull({ counters }: ConditionalIncrement, item: Item): boolean {
  return Object.entries(counters).some(([name, max]) => (item[name] ?? 0) >= max);
}

/** Gives an item as it was before an increment was applied. Only what a mark was before is unknown: it is missing. */
export function undo(
  item: Item,
  { counters, mark, ticket }: ConditionalIncrement,
  { keepCounters }: ReleaseOptions = { keepCounters: false },
): Item {
  const previous: Record<string, number> = { ...item };
  delete previous[ticket.name];
  for (const name of keepCounters ? [] : Object.keys(counters)) previous[name] = (previous[name] ?? 0) - 1;
  if (mark) delete previous[mark.name];
  return previous;
}

/** More items than one process needs in a day. When there are more, the oldest are removed. */
const CAPACITY = 100_000;

/**
 * Counters in the memory of this process.
 *
 * @param now the clock, in epoch milliseconds
 */
export function memoryCounters(now: () => number): Counters {
  const items = new Map<string, { attributes: Item; expiresAt: number }>();

  function itemOf(key: string) {
    const item = items.get(key);
    return item && item.expiresAt > now() ? item : undefined;
  }

  function store(key: string, attributes: Item, expiresAt: number): void {
    items.delete(key);
    items.set(key, { attributes, expiresAt });
    // A map keeps the order of insertion, so the oldest come first.
    for (const [oldKey, old] of items) {
      if (old.expiresAt > now() && items.size <= CAPACITY) break;
      items.delete(oldKey);
    }
  }

  return {
    async tryIncrement(increment) {
      const { key, counters, mark, ticket, expiresAt } = increment;
      const previous = itemOf(key)?.attributes ?? {};
      const isMarked = mark !== undefined && (previous[mark.name] ?? Number.NEGATIVE_INFINITY) > mark.freeAt;
      if (isMarked || isFull(increment, previous)) return { applied: false, previous };
      const counted = Object.keys(counters).map((name) => [name, (previous[name] ?? 0) + 1]);
      const marked = mark
        ? { [mark.name]: 'at' in mark ? mark.at : (previous[mark.name] ?? mark.from) + mark.advanceBy }
        : {};
      store(key, { ...previous, ...Object.fromEntries(counted), ...marked, [ticket.name]: ticket.value }, expiresAt);
      return { applied: true, previous };
    },
    async release(increment, options) {
      const { key, ticket } = increment;
      const item = itemOf(key);
      if (item?.attributes[ticket.name] !== ticket.value) return;
      store(key, undo(item.attributes, increment, options), item.expiresAt);
    },
    async read(key) {
      return itemOf(key)?.attributes ?? {};
    },
    async write(key, name, value, expiresAt) {
      store(key, { ...itemOf(key)?.attributes, [name]: value }, expiresAt);
    },
  };
}

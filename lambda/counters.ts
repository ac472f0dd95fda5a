/** An increment of counters in one item of the table. Either all counters are incremented, or none. */
export interface ConditionalIncrement {
  /** The key of the item. */
  readonly key: string;
  /** The counters to increment by one, each with its limit. If one is at its limit, nothing is applied. */
  readonly counters: Readonly<Record<string, number>>;
  /**
   * The attribute to set to `at`. If its value is later than `freeAt`, nothing is applied. Both are epoch milliseconds.
   * @default no mark is checked or set
   */
  readonly deduplicationMark?: { readonly name: string; readonly at: number; readonly freeAt: number };
  /** Other attributes to set, whatever their values are. @default none */
  readonly set?: Readonly<Record<string, number>>;
  /** When the item may be removed, in epoch milliseconds. */
  readonly expiresAt: number;
}

/** What a conditional increment did. */
export interface IncrementResult {
  /** `false` when a counter was at its limit or the deduplication mark was not free. */
  readonly applied: boolean;
  /** The item as it was before the call; empty when there was none. */
  readonly previous: Item;
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
  /** Gives the item; empty when there is none. */
  readonly read: (key: string) => Promise<Item>;
  /** Sets one attribute of an item, or removes it if the value is `undefined`. `expiresAt` is in epoch milliseconds. */
  readonly write: (key: string, name: string, value: number | undefined, expiresAt: number) => Promise<void>;
}

/** More items than one process needs in a day. When there are more, the oldest are removed. */
const CAPACITY = 100_000;

/**
 * Counters in the memory of this process.
 *
 * @param now the clock, in epoch milliseconds
 */
export function memoryCounters(now: () => number): Counters {
  const items = new Map<string, { attributes: Record<string, number>; expiresAt: number }>();

  function itemOf(key: string) {
    const item = items.get(key);
    return item && item.expiresAt > now() ? item : undefined;
  }

  function store(key: string, attributes: Record<string, number>, expiresAt: number): void {
    items.delete(key);
    items.set(key, { attributes, expiresAt });
    // A map keeps the order of insertion, so the oldest come first.
    for (const [oldKey, old] of items) {
      if (old.expiresAt > now() && items.size <= CAPACITY) break;
      items.delete(oldKey);
    }
  }

  return {
    async tryIncrement({ key, counters, deduplicationMark, set, expiresAt }) {
      const previous = itemOf(key)?.attributes ?? {};
      const isFull = Object.entries(counters).some(([name, max]) => (previous[name] ?? 0) >= max);
      const isMarked =
        deduplicationMark !== undefined && (previous[deduplicationMark.name] ?? 0) > deduplicationMark.freeAt;
      if (isFull || isMarked) return { applied: false, previous };
      const counted = Object.keys(counters).map((name) => [name, (previous[name] ?? 0) + 1]);
      const marked = deduplicationMark ? { [deduplicationMark.name]: deduplicationMark.at } : {};
      store(key, { ...previous, ...Object.fromEntries(counted), ...marked, ...set }, expiresAt);
      return { applied: true, previous };
    },
    async read(key) {
      return itemOf(key)?.attributes ?? {};
    },
    async write(key, name, value, expiresAt) {
      const { [name]: _, ...others } = itemOf(key)?.attributes ?? {};
      store(key, value === undefined ? others : { ...others, [name]: value }, expiresAt);
    },
  };
}

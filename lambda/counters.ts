/** What is to be counted in one item of the table, all of it or nothing. */
export interface ConditionalIncrement {
  readonly key: string;
  /** Counters that go up by one, each with what it may reach at most. */
  readonly counters: Readonly<Record<string, number>>;
  /** Set to the given time, unless it was set after `freeAt`: then nothing is counted. */
  readonly deduplicationMark?: { readonly name: string; readonly at: number; readonly freeAt: number };
  /** Attributes to be set, whatever they were. */
  readonly set?: Readonly<Record<string, number>>;
  /** When the item has served its purpose, in epoch milliseconds. */
  readonly expiresAt: number;
}

export interface IncrementResult {
  /** Whether it was counted; if not, a counter was at its limit or the mark was set. */
  readonly applied: boolean;
  /** The item as it was before, empty when there was none. */
  readonly previous: Item;
}

export type Item = Readonly<Record<string, number>>;

/**
 * Counters that all instances share: a table of DynamoDB in the cloud, memory on this machine. What they do is
 * atomic, however many take from one item at a time.
 */
export interface Counters {
  readonly tryIncrement: (take: ConditionalIncrement) => Promise<IncrementResult>;
  readonly read: (key: string) => Promise<Item>;
  /** Sets one attribute of an item, or removes it with `undefined`. */
  readonly write: (key: string, name: string, value: number | undefined, expiresAt: number) => Promise<void>;
}

/** More items than any honest day of one process; past it the oldest go. */
const CAPACITY = 100_000;

/** Counters of this process alone. */
export function memoryCounters(now: () => number): Counters {
  const items = new Map<string, { attributes: Record<string, number>; expiresAt: number }>();

  function itemOf(key: string) {
    const item = items.get(key);
    return item && item.expiresAt > now() ? item : undefined;
  }

  function store(key: string, attributes: Record<string, number>, expiresAt: number): void {
    items.delete(key);
    items.set(key, { attributes, expiresAt });
    for (const [oldKey, { expiresAt: end }] of items) {
      if (end > now() && items.size <= CAPACITY) break;
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

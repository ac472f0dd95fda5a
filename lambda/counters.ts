/** An increment of counters in one item of the table: all of them, or none. */
export interface ConditionalIncrement {
  readonly key: string;
  /** The counters that go up by one, each with its limit. At a limit nothing is applied. */
  readonly counters: Readonly<Record<string, number>>;
  /** An attribute that is set to `at`. If it is later than `freeAt`, nothing is applied. Both in epoch milliseconds. */
  readonly deduplicationMark?: { readonly name: string; readonly at: number; readonly freeAt: number };
  /** Attributes that are set, whatever they were. */
  readonly set?: Readonly<Record<string, number>>;
  /** When the item is of no more use, in epoch milliseconds. */
  readonly expiresAt: number;
}

export interface IncrementResult {
  /** `false` when a counter was at its limit, or the deduplication mark was set. */
  readonly applied: boolean;
  /** The item as it was before; empty when there was none. */
  readonly previous: Item;
}

/** The numbers of an item, by the names of their attributes. */
export type Item = Readonly<Record<string, number>>;

/**
 * Counters that all instances share: a DynamoDB table in the cloud, memory on this machine. Each call is atomic, however
 * many increment one item at the same time. The calls throw when the table cannot be reached.
 */
export interface Counters {
  readonly tryIncrement: (increment: ConditionalIncrement) => Promise<IncrementResult>;
  readonly read: (key: string) => Promise<Item>;
  /** Sets one attribute of an item, or removes it with `undefined`. */
  readonly write: (key: string, name: string, value: number | undefined, expiresAt: number) => Promise<void>;
}

/** More items than the requests of one process make in a day. Above it the oldest are removed. */
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

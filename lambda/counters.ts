/** An increment of counters in one item of the table. Either all of it is applied, or nothing. */
export interface ConditionalIncrement {
  /** The key of the item. */
  readonly key: string;
  /** The counters to increment by one, each with its limit. If one is at its limit, nothing is applied. */
  readonly counters: Readonly<Record<string, number>>;
  /** What is added to further counters, which have no limit of their own; negative to subtract. @default nothing */
  readonly adds?: Readonly<Record<string, number>>;
  /** At least one of them must be met, or nothing is applied. Not empty. @default there is no such condition */
  readonly anyOf?: readonly Condition[];
  /** Further attributes to write. @default none */
  readonly sets?: Readonly<Record<string, number>>;
  /** @default no mark is checked or written */
  readonly mark?: Mark;
  /** Shows that this increment was applied, and lets `release` undo it. Two increments never have the same. */
  readonly ticket: { readonly name: string; readonly value: number };
  /** When the item may be removed, in epoch milliseconds. */
  readonly expiresAt: number;
}

/** Is met if all its comparisons are. */
export type Condition = readonly Comparison[];

/**
 * Compares an attribute with a number, or with another attribute. One that is missing is below every number. Of two
 * attributes, both must be there.
 */
export type Comparison =
  | { readonly name: string; readonly below: number }
  | { readonly name: string; readonly belowAttribute: string }
  | { readonly name: string; readonly atLeast: number };

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

/** Whether a counter of the increment is at its limit, or none of its conditions is met. */
export function isFull({ counters, anyOf }: ConditionalIncrement, item: Item): boolean {
  const isAtLimit = Object.entries(counters).some(([name, max]) => (item[name] ?? 0) >= max);
  return isAtLimit || (anyOf !== undefined && !anyOf.some((condition) => isMet(condition, item)));
}

/** Whether an item meets a condition. */
export function isMet(condition: Condition, item: Item): boolean {
  return condition.every((comparison) => {
    const value = item[comparison.name];
    if ('below' in comparison) return value === undefined || value < comparison.below;
    if (value === undefined) return false;
    if ('atLeast' in comparison) return value >= comparison.atLeast;
    return value < (item[comparison.belowAttribute] ?? Number.NEGATIVE_INFINITY);
  });
}

/** Gives what an increment adds to each counter. */
export function amountsOf({ counters, adds = {} }: ConditionalIncrement): [name: string, by: number][] {
  return [...Object.keys(counters).map((name): [string, number] => [name, 1]), ...Object.entries(adds)];
}

/** Gives an item as it was before an increment was applied. Only what a mark was before is unknown: it is missing. */
export function undo(
  item: Item,
  increment: ConditionalIncrement,
  { keepCounters }: ReleaseOptions = { keepCounters: false },
): Item {
  const { mark, sets = {}, ticket } = increment;
  const previous: Record<string, number> = { ...item };
  for (const name of [ticket.name, ...Object.keys(sets)]) delete previous[name];
  for (const [name, by] of keepCounters ? [] : amountsOf(increment)) previous[name] = (previous[name] ?? 0) - by;
  if (mark) delete previous[mark.name];
  return previous;
}

/** More items than one process needs in a day. */
const CAPACITY = 100_000;

/**
 * Counters in the memory of this process.
 *
 * @param now the clock, in epoch milliseconds
 * @param capacity when there are more items, the oldest are removed
 */
export function memoryCounters(now: () => number, capacity = CAPACITY): Counters {
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
      if (old.expiresAt > now() && items.size <= capacity) break;
      items.delete(oldKey);
    }
  }

  return {
    async tryIncrement(increment) {
      const { key, mark, sets, ticket, expiresAt } = increment;
      const previous = itemOf(key)?.attributes ?? {};
      const isMarked = mark !== undefined && (previous[mark.name] ?? Number.NEGATIVE_INFINITY) > mark.freeAt;
      if (isMarked || isFull(increment, previous)) return { applied: false, previous };
      const counted = amountsOf(increment).map(([name, by]) => [name, (previous[name] ?? 0) + by]);
      const marked = mark
        ? { [mark.name]: 'at' in mark ? mark.at : (previous[mark.name] ?? mark.from) + mark.advanceBy }
        : {};
      const written = { ...Object.fromEntries(counted), ...marked, ...sets, [ticket.name]: ticket.value };
      store(key, { ...previous, ...written }, expiresAt);
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

import { endOf, HOUR } from './limits';

/**
 * Remembers which clients have reached their limit, until its window ends. Their requests are then refused without the
 * table: otherwise each of them would count against its number for as long as the table takes, and enough of them would
 * lock out that number's owner.
 */
export interface ExhaustedClients {
  /** Whether a client has reached its limit. `at` is in epoch milliseconds. */
  readonly has: (client: string, at: number) => boolean;
  readonly add: (client: string, at: number) => void;
}

/** How many clients a process remembers. Each has reached its limit, so there are never many. */
const CAPACITY = 10_000;

/** Remembers the clients of this process. */
export function exhaustedClients(): ExhaustedClients {
  const clients = new Set<string>();
  let windowEnd = 0;
  // All windows of this limit end at the same time: at the full hour (UTC).
  const forgetWhenEnded = (at: number) => {
    if (at >= windowEnd || clients.size >= CAPACITY) clients.clear();
    windowEnd = endOf(HOUR, at);
  };
  return {
    has(client, at) {
      return at < windowEnd && clients.has(client);
    },
    add(client, at) {
      forgetWhenEnded(at);
      clients.add(client);
    },
  };
}

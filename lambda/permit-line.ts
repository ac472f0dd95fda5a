/** The messages of a process that wait for a permit, one behind the other. */
export interface PermitLine {
  /** Runs one action at a time, in the order of the calls, and gives its result. */
  readonly takeTurn: <T>(action: () => Promise<T>) => Promise<T>;
  /** How long it took last to acquire a permit, in milliseconds. */
  askMs: number;
}

/** Makes a line of its own. An action that fails does not hold up those behind it. */
export function permitLine(): PermitLine {
  let last: Promise<unknown> = Promise.resolve();
  return {
    askMs: 0,
    takeTurn(action) {
      const turn = last.then(action);
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}

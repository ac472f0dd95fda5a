/** Runs one action at a time, in the order of the calls, and gives its result. */
export type TakeTurn = <T>(action: () => Promise<T>) => Promise<T>;

/** Makes a line of its own. An action that fails does not hold up those behind it. */
export function inTurn(): TakeTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (action) => {
    const turn = last.then(action);
    last = turn.catch(() => undefined);
    return turn;
  };
}

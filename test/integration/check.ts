import { context } from './context';
import { limitOf } from './limits';

/** A test. If the target cannot do it, it is skipped, and its title says why and what checks it instead. */
export function check(name: string, body: () => Promise<void>): void {
  const limit = limitOf(name, context().where);
  if (!limit) it(name, body);
  else it.skip(`${name} (this ${limit.where} ${limit.what}; instead: ${limit.instead})`, body);
}

/** Skips a test, and prints why. */
export function skip(name: string, why: string): void {
  const body = () => {};
  it.skip(`${name} (${why})`, body);
}

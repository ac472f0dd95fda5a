import { context } from './context';
import { limitOf } from './limits';

/** A test, unless the target cannot do it: then it is skipped by name, and the reason is on the screen. */
export function check(name: string, body: () => Promise<void>): void {
  const limit = limitOf(name, context().where);
  if (!limit) it(name, body);
  else it.skip(`${name} (this ${limit.where} ${limit.what}; instead: ${limit.instead})`, body);
}

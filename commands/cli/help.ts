import { asInvoked } from '../../contract/invocation';
import { terminalOf } from './output';
import { fold } from './print';

/** A paragraph below the options, folded here because commander folds only its own text. */
export function helpNote(text: string): string {
  return `\n${fold(asInvoked(text), helpWidth()).join('\n')}`;
}

/** The width of a help text in columns: the terminal's, at most 100. */
export function helpWidth(): number {
  return Math.min(terminalOf(process.stdout).width, 100);
}

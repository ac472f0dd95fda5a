import { stripVTControlCharacters } from 'node:util';
import { columnsOf } from './columns';

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const FRAME_MS = 80;
/** Goes to the start of the line and erases it (ECMA-48: CR, EL 2). */
const CLEAR = '\r\u001b[2K';

/**
 * Shows a spinner with what is under way until the work has ended, then erases it. If the stream is not a terminal, it
 * shows nothing: the next line says what was done.
 */
export async function spin<T>(doing: string, work: Promise<T>, stream: NodeJS.WriteStream): Promise<T> {
  if (!stream.isTTY) return work;
  const startedAt = Date.now();
  let frame = 0;
  const draw = () => {
    const seconds = Math.floor((Date.now() - startedAt) / 1_000);
    const text = `${FRAMES[frame++ % FRAMES.length]} ${doing}${seconds < 2 ? '' : ` (${seconds} s)`}`;
    // Cut to the width: CLEAR erases one row, so it could not erase text that the terminal wraps.
    stream.write(CLEAR + stripVTControlCharacters(text).slice(0, columnsOf(stream, 80) - 1));
  };
  draw();
  const timer = setInterval(draw, FRAME_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    stream.write(CLEAR);
  }
}

/** Erases a spinner before something else is printed in its place. Does nothing if the stream is not a terminal. */
export function clearLine(stream: NodeJS.WriteStream): void {
  if (stream.isTTY) stream.write(CLEAR);
}

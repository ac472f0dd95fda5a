/** Loaded before a command that a test starts: makes its output look like a terminal of FAKE_COLUMNS columns. */
import { WriteStream } from 'node:tty';

const columns = Number(process.env.FAKE_COLUMNS);
if (columns > 0) {
  for (const stream of [process.stdout, process.stderr]) {
    const { getColorDepth, hasColors } = WriteStream.prototype;
    Object.assign(stream, { isTTY: true, columns, getColorDepth, hasColors });
  }
}

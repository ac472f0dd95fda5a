/**
 * Loaded before a command that a test starts: makes its input and output look like a terminal that reports FAKE_COLUMNS
 * columns, such as `80`, `0` or `undefined`.
 */
import { WriteStream } from 'node:tty';

const { FAKE_COLUMNS } = process.env;
if (FAKE_COLUMNS !== undefined) {
  const columns = FAKE_COLUMNS === 'undefined' ? undefined : Number(FAKE_COLUMNS);
  for (const stream of [process.stdout, process.stderr]) {
    const { getColorDepth, hasColors } = WriteStream.prototype;
    Object.assign(stream, { isTTY: true, columns, getColorDepth, hasColors });
  }
  Object.assign(process.stdin, { isTTY: true, setRawMode: () => process.stdin });
}

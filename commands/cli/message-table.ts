import { styleText } from 'node:util';
import wrapAnsi from 'wrap-ansi';
import type { SentMessage } from '../../config/messages';
import { type Dropped, sample } from '../../contract/compose';
import { isRightToLeft } from '../../contract/locale';

/** How to lay out the table of messages. */
export interface TableOptions {
  /** By what the rows are grouped: a group has all types of one locale, or all locales of one type. */
  readonly groupBy: 'locale' | 'type';
  /** In columns of the terminal. */
  readonly width: number;
  readonly colours: boolean;
}

/** Columns. With fewer for the text, the table would be mostly white space, so the text goes below its row. */
const MIN_TEXT_WIDTH = 50;

const DROPPED: Readonly<Record<Dropped, string>> = { doNotShare: 'do-not-share', purpose: 'purpose' };

/** The columns before the text, such as "SignIn", "153 GSM-7", "1", "your text". */
type Cells = readonly [name: string, length: string, sms: string, note: string];

/**
 * The messages as a table for people, with a code filled in. The text is the last column: terminals disagree about the
 * width of some scripts, and so no other column is shifted.
 */
export function messageTable(messages: readonly SentMessage[], { groupBy, width, colours }: TableOptions): string {
  const rowBy = groupBy === 'locale' ? 'type' : 'locale';
  const rows = messages.map((message) => ({ message, cells: cellsOf(message, rowBy) }));
  const header: Cells = [rowBy, 'length', 'SMS', rows.some(({ cells: [, , , note] }) => note !== '') ? 'note' : ''];
  const widths = header.map((_, column) =>
    Math.max(...[header, ...rows.map(({ cells }) => cells)].map((each) => (each[column] ?? '').length)),
  );
  const before = 2 + widths.filter((each) => each > 0).reduce((sum, each) => sum + each + 2, 0);
  const isStacked = width - before < MIN_TEXT_WIDTH;
  const indent = ' '.repeat(isStacked ? 4 : before);
  const styled = (format: 'bold' | 'dim' | 'red', text: string) =>
    colours ? styleText(format, text, { validateStream: false }) : text;

  const groups = [...new Set(messages.map((message) => message[groupBy]))];
  return [
    styled('dim', headOf(header, widths) + (isStacked ? '' : 'text')).trimEnd(),
    ...groups.flatMap((name) => [
      '',
      styled('bold', groupBy === 'locale' ? `${name}  ${languageOf(name)}` : name),
      ...rows
        .filter(({ message }) => message[groupBy] === name)
        .flatMap(({ message, cells }) => {
          const head = headOf(cells, widths);
          const shown = message.cost.segments > 1 ? styled('red', head) : head;
          const lines = linesOf(message, width - indent.length).map((line) => indent + line);
          return isStacked ? [shown.trimEnd(), ...lines] : [shown + lines.join('\n').slice(indent.length)];
        }),
    ]),
    '',
    ...wrap(summaryOf(messages), width),
    '',
  ].join('\n');
}

function cellsOf(message: SentMessage, rowBy: 'locale' | 'type'): Cells {
  const { cost, isOverridden, dropped } = message;
  const note = dropped.length > 0 ? `no ${dropped.map((part) => DROPPED[part]).join(', ')}` : '';
  return [message[rowBy], `${cost.length} ${cost.encoding}`, String(cost.segments), isOverridden ? 'your text' : note];
}

function headOf(
  [name, length, sms, note]: Cells,
  [first = 0, second = 0, third = 0, fourth = 0]: readonly number[],
): string {
  const start = `  ${name.padEnd(first)}  ${length.padStart(second)}  ${sms.padStart(third)}  `;
  return fourth === 0 ? start : `${start}${note.padEnd(fourth)}  `;
}

/** The lines of the text. Right-to-left lines are isolated, so that each has its own direction, as on a phone. */
export function linesOf({ locale, text }: SentMessage, width: number): string[] {
  const lines = wrap(sample(text, 'https://…'), width);
  return isRightToLeft(locale) ? lines.map((line) => `\u2068${line}\u2069`) : lines;
}

/** Wraps at spaces, and inside words that are too wide. It counts CJK letters as two columns and accents as none. */
function wrap(text: string, width: number): string[] {
  return wrapAnsi(text, width, { hard: true }).split('\n');
}

function languageOf(locale: string): string {
  return new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? '';
}

function summaryOf(messages: readonly SentMessage[]): string {
  const expensive = messages.filter(({ cost }) => cost.segments > 1).length;
  const shortened = messages.filter(({ dropped }) => dropped.length > 0).length;
  const count = messages.length === 1 ? '1 message' : `${messages.length} messages`;
  return `${count}; ${expensive} longer than one SMS; ${shortened} shortened to fit. Every segment is billed as one SMS.`;
}

import { styleText } from 'node:util';
import wrapAnsi from 'wrap-ansi';
import { type Dropped, sample } from '../contract/compose';
import type { SentMessage } from '../lib/messages';

export interface TableOptions {
  /** What the messages stand under each other by: all types of one locale, or all locales of one type. */
  readonly groupBy: 'locale' | 'type';
  /** Columns of the terminal. */
  readonly width: number;
  readonly colours: boolean;
}

/** Beside a narrower text, the table has more white than words: it goes below. */
const NARROWEST_TEXT = 50;

/** The columns before the text: two spaces, the name, "153 GSM-7", "SMS". */
const LENGTH_WIDTH = 9;
const SMS_WIDTH = 3;

const DROPPED: Readonly<Record<Dropped, string>> = { doNotShare: 'the do-not-share sentence', purpose: 'the purpose' };

/**
 * The messages as a table for people, with a code filled in. The text is the last column, so that no script and no
 * terminal's idea of a letter's width can push another column aside.
 */
export function messageTable(messages: readonly SentMessage[], options: TableOptions): string {
  const { groupBy, width, colours } = options;
  const rowBy = groupBy === 'locale' ? 'type' : 'locale';
  const nameWidth = Math.max(...messages.map((message) => message[rowBy].length), rowBy.length);
  const before = 2 + nameWidth + 2 + LENGTH_WIDTH + 2 + SMS_WIDTH + 2;
  const isStacked = width - before < NARROWEST_TEXT;
  const indent = ' '.repeat(isStacked ? 4 : before);
  const style = (format: Parameters<typeof styleText>[0], text: string) =>
    colours ? styleText(format, text, { validateStream: false }) : text;

  const line = (name: string, length: string, sms: string) =>
    `  ${name.padEnd(nameWidth)}  ${length.padStart(LENGTH_WIDTH)}  ${sms.padStart(SMS_WIDTH)}`;

  const row = (message: SentMessage) => {
    const { cost } = message;
    const head = line(message[rowBy], `${cost.length} ${cost.encoding}`, String(cost.segments));
    const lines = wrapAnsi(sample(message.text, 'https://…'), width - indent.length, { hard: true }).split('\n');
    const body = [...lines, ...notesOf(message).map((note) => style('yellow', note))].map((each) => indent + each);
    const shownHead = cost.segments > 1 ? style('red', head) : head;
    return isStacked ? [shownHead, ...body] : [shownHead + body.join('\n').slice(head.length)];
  };

  const groups = [...new Set(messages.map((message) => message[groupBy]))];
  return [
    style('dim', `${line(rowBy, 'length', 'SMS')}${isStacked ? '' : '  text'}`),
    ...groups.flatMap((name) => [
      '',
      style('bold', groupBy === 'locale' ? `${name}  ${languageOf(name)}` : name),
      ...messages.filter((message) => message[groupBy] === name).flatMap(row),
    ]),
    '',
    summaryOf(messages),
    '',
  ].join('\n');
}

function notesOf({ isOverridden, dropped }: SentMessage): string[] {
  return [
    ...(isOverridden ? ['(your words)'] : []),
    ...(dropped.length > 0 ? [`(without ${dropped.map((part) => DROPPED[part]).join(' and ')})`] : []),
  ];
}

function languageOf(locale: string): string {
  return new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? '';
}

function summaryOf(messages: readonly SentMessage[]): string {
  const dear = messages.filter(({ cost }) => cost.segments > 1).length;
  const shortened = messages.filter(({ dropped }) => dropped.length > 0).length;
  const count = messages.length === 1 ? '1 message' : `${messages.length} messages`;
  return `${count}; ${dear} longer than one SMS; ${shortened} shortened to fit. Every segment is billed as one SMS.`;
}

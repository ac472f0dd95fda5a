import type { SentMessage } from '../../config/messages';
import { linesOf } from './message-table';

/** One message, as it is sent before a change and after it. */
export interface MessageChange {
  readonly before: SentMessage;
  readonly after: SentMessage;
}

/**
 * Shows messages before and after a change, with a code filled in and with all that is added to the operator's text:
 * encoding, length, how many SMS are billed, and the text below.
 *
 * @param width in columns
 */
export function messageDiff(changes: readonly MessageChange[], width: number): string {
  return changes
    .map(({ before, after }) =>
      [`${before.locale} ${before.type}`, ...blockOf('now:', before, width), ...blockOf('new:', after, width)].join(
        '\n',
      ),
    )
    .join('\n\n');
}

function blockOf(label: string, message: SentMessage, width: number): string[] {
  const { encoding, length, segments } = message.cost;
  const whose = message.isOverridden ? 'your text' : 'shipped';
  return [
    `  ${label} ${encoding}, ${length} characters, billed as ${segments} SMS (${whose})`,
    ...linesOf(message, width - 4).map((line) => `    ${line}`),
  ];
}

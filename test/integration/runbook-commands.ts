import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A command as `docs/runbook.md` has it. */
export interface RunbookCommand {
  /** The line of the document that it begins in. */
  readonly line: number;
  readonly text: string;
}

/** The oldest AWS CLI that knows every command, and the command that it was the first to know (its own change log). */
export const LEAST_CLI = { version: '2.15.43', knows: 'aws pinpoint-sms-voice-v2 describe-protect-configurations' };

/** Commands that the emulator cannot run, by their beginnings, and why. They must fail there, or the list is too long. */
export const CANNOT_RUN: readonly { readonly begins: string; readonly why: string }[] = [
  ...[
    'describe-account-attributes',
    'describe-phone-numbers',
    'describe-pools',
    'describe-sender-ids',
    'describe-spend-limits',
    'set-text-message-spend-limit-override',
  ].map((operation) => ({
    begins: `aws pinpoint-sms-voice-v2 ${operation}`,
    why: 'the stand-in for AWS End User Messaging does not have it',
  })),
  { begins: 'npm run doctor', why: 'it asks Service Quotas, and more of End User Messaging than the stand-in has' },
];

/** What has to be broken before a command that repairs it, by a part of it. */
export const BREAK_BEFORE: Readonly<Record<string, string>> = {
  'aws sqs create-queue': 'aws sqs delete-queue --queue-url "$QUEUE"',
  'aws secretsmanager restore-secret --secret-id "$TOKEN"': 'aws secretsmanager delete-secret --secret-id "$TOKEN"',
  'aws secretsmanager restore-secret --secret-id "$KEY"': 'aws secretsmanager delete-secret --secret-id "$KEY"',
  'aws secretsmanager restore-secret --secret-id "$PREVIOUS"':
    'aws secretsmanager delete-secret --secret-id "$PREVIOUS"',
  'aws dynamodb create-table': 'aws dynamodb delete-table --table-name "$TABLE"',
};

/** What commands must print, by a part of each. */
export const PRINTS: Readonly<Record<string, RegExp>> = {
  'put-function-concurrency --reserved-concurrent-executions 0':
    /^(\{\s*"ReservedConcurrentExecutions": 0\s*\}\s*){2}$/,
  'delete-function-concurrency': /^$/,
  'aws lambda get-function --': /"Active",\s+"Successful"/,
  'aws lambda list-event-source-mappings': /"Enabled"/,
  'aws dynamodb describe-table': /ACTIVE/,
  'aws sqs get-queue-attributes': /"ApproximateNumberOfMessages": "\d+"/,
  'aws sns get-sms-sandbox-account-status': /"IsInSandbox": false/,
};

/**
 * The commands of the runbook in its order: those of the shell blocks, and those of the AWS CLI in the text. A loop is one
 * command, otherwise each line is.
 *
 * @param runbook the document. @default docs/runbook.md
 */
export function runbookCommands(
  runbook = readFileSync(join(__dirname, '..', '..', 'docs', 'runbook.md'), 'utf8'),
): readonly RunbookCommand[] {
  const lineAt = (index = 0) => runbook.slice(0, index).split('\n').length;
  const blocks = [...runbook.matchAll(/^( *)```(?:sh|shell|bash|zsh)\n([\s\S]*?)^ *```$/gm)].flatMap(
    ({ index, 1: indent = '', 2: block = '' }) => {
      const lines = block
        .trimEnd()
        .split('\n')
        .map((line) => line.slice(indent.length));
      const start = lineAt(index) + 1;
      if (/^(for|while|if) /.test(lines[0] ?? '')) return { line: start, text: lines.join('\n') };
      return lines.map((text, offset) => ({ line: start + offset, text }));
    },
  );
  const inText = [...runbook.matchAll(/`(aws [a-z0-9-]+ [^`]+)`/g)]
    .map(({ index, 1: text = '' }) => ({ line: lineAt(index), text }))
    // A mention of a command, not one to run.
    .filter(({ text }) => text !== 'aws logs tail');
  return [...blocks, ...inText].sort((one, other) => one.line - other.line);
}

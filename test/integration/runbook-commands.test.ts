import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BREAK_BEFORE, CANNOT_RUN, LEAST_CLI, PRINTS, runbookCommands } from './runbook-commands';

const RUNBOOK = readFileSync(join(__dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');
const commands = runbookCommands().map(({ text }) => text);
const startsOne = (start: string) => commands.some((text) => text.startsWith(start));

describe('the commands of docs/runbook.md', () => {
  it('are found in blocks, in indented blocks, in loops and in the text, in order', () => {
    const runbook = [
      'a',
      '```sh',
      'aws a b',
      'aws c d',
      '```',
      '- b',
      '  ```sh',
      '  for A in b; do',
      '    aws e f',
      '  done',
    ]
      .concat(['  ```', 'Text: `aws sqs x --y "$Z"` and `aws`.', '```text', 'aws no command', '```', ''])
      .join('\n');

    expect(runbookCommands(runbook)).toEqual([
      { line: 3, text: 'aws a b' },
      { line: 4, text: 'aws c d' },
      { line: 8, text: 'for A in b; do\n  aws e f\ndone' },
      { line: 12, text: 'aws sqs x --y "$Z"' },
    ]);
  });

  it('are complete: none has a gap for the reader to fill in', () => {
    expect(commands.length).toBeGreaterThan(45);
    expect(commands.filter((text) => /…|\.\.\.|<[^>]*>/.test(text))).toEqual([]);
  });

  it('that the emulator cannot run, that need something broken, and that print something, all exist', () => {
    for (const { begins } of CANNOT_RUN) expect([begins, startsOne(begins)]).toEqual([begins, true]);
    for (const part of Object.keys({ ...BREAK_BEFORE, ...PRINTS })) {
      expect([part, commands.some((text) => text.includes(part))]).toEqual([part, true]);
    }
  });

  it('need the version of the AWS CLI that the runbook names', () => {
    expect(RUNBOOK).toContain(`the AWS CLI ${LEAST_CLI.version} or newer`);
    expect(RUNBOOK).toContain(`does not know \`${LEAST_CLI.knows}\``);
    expect(commands).toContain(LEAST_CLI.knows);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOCTOR_ACTIONS } from '../../commands/checks/examine';
import { CONNECT_ACTIONS } from '../../commands/connect-dependencies';
import { SEND_TEST_ACTIONS } from '../../commands/send-test-sms';
import { ROTATE_TOKEN_ACTIONS } from '../../commands/token-rotation';
import { TRACE_ACTIONS } from '../../commands/trace-number';

const DOCS = readFileSync(join(__dirname, '..', '..', 'docs', 'commands.md'), 'utf8');

/** The actions of the policy below a heading of docs/commands.md. */
function documented(heading: string): string[] {
  const section = DOCS.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  const policy: { Statement: { Action: string[] }[] } = JSON.parse(/```json\n([\s\S]*?)```/.exec(section)?.[1] ?? '');
  return policy.Statement.flatMap(({ Action }) => Action).sort();
}

describe('the policy in docs/commands.md', () => {
  it.each([
    ['doctor', DOCTOR_ACTIONS],
    ['send-test', SEND_TEST_ACTIONS],
    ['connect', CONNECT_ACTIONS],
    ['rotate-token', ROTATE_TOKEN_ACTIONS],
    ['trace', TRACE_ACTIONS],
  ] as const)('of %s allows the actions that it needs and no others', (command, actions) => {
    expect(documented(command)).toEqual([...actions].sort());
  });
});

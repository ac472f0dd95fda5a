import { join } from 'node:path';
import { deploy, destroy } from './cdk';
import { skip } from './check';
import { context } from './context';
import { CONFIG } from './deployed';
import { BREAK_BEFORE, CANNOT_RUN, LEAST_CLI, PRINTS, type RunbookCommand, runbookCommands } from './runbook-commands';
import { awsCli, isInstalled, isOlder, pathWith, runInShell, SHELLS, type ShellResult } from './shells';

const run = context();
const cli = awsCli();
const commands = runbookCommands();
const outdated = isOlder(cli.version, LEAST_CLI.version) ? LEAST_CLI.knows : undefined;

/** What belongs to a command in a table by parts of commands. */
function entryFor<T>(table: Readonly<Record<string, T>>, text: string): T | undefined {
  return Object.entries(table).find(([part]) => text.includes(part))?.[1];
}

beforeAll(async () => {
  await deploy(CONFIG, run);
});

afterAll(() => destroy(run));

describe.each(Object.keys(SHELLS) as (keyof typeof SHELLS)[])('In %s,', (shell) => {
  if (!isInstalled(shell)) {
    skip('each command of the runbook runs', `${shell} is not installed. On Debian: apt install ${shell}`);
    return;
  }
  let results: readonly ShellResult[];

  beforeAll(async () => {
    const lines = commands.flatMap(({ text }) => [entryFor(BREAK_BEFORE, text) ?? ':', text]);
    const all = await runInShell(shell, lines, { ...process.env, PATH: pathWith(cli, join(run.folder, 'bin')) });
    results = commands.map((_, index) => {
      const [broken, result] = all.slice(2 * index);
      if (!broken || !result || broken.isFailed) throw new Error(`Cannot be prepared: ${broken?.errors}`);
      return result;
    });
  });

  for (const [index, command] of commands.entries()) checkCommand(command, () => results[index] as ShellResult);
});

function checkCommand({ line, text }: RunbookCommand, result: () => ShellResult): void {
  const title = `line ${line}: ${text.length > 100 ? `${text.split('\n')[0]?.slice(0, 99)}…` : text}`;
  const limit = CANNOT_RUN.find(({ begins }) => text.startsWith(begins));
  if (text === outdated) {
    skip(title, `the AWS CLI is ${cli.version}; the runbook needs ${LEAST_CLI.version}`);
  } else if (limit) {
    it(`${title} cannot run: ${limit.why}`, () => {
      expect(result().isFailed).toBe(true);
      // The CLI knows the command, and has asked.
      if (text.startsWith('aws ')) expect(result().errors).toMatch(/ when calling the \w+ operation/);
    });
  } else {
    it(title, () => {
      expect(result()).toEqual({ isFailed: false, errors: '', printed: expect.any(String) });
      expect(result().printed).toMatch(entryFor(PRINTS, text) ?? /^/);
    });
  }
}

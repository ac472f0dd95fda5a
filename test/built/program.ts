import { cpSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import packageJson from '../../package.json';
import { built, ROOT } from './built';

type Script = keyof typeof packageJson.scripts;

const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  // Node then starts them faster.
  minifyWhitespace: true,
  minifySyntax: true,
  // Its CommonJS file loads its parts in a way that esbuild does not see.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
} as const satisfies BuildOptions;

/** The files that a test can load with `--import` before a command. */
const BEFORE_COMMANDS = ['test/commands/mocked-aws.ts', 'test/commands/fake-terminal.ts'];

/**
 * Returns the path of an npm script's entry, compiled: `node` starts it in a third of the time that tsx takes. One test of
 * each program should use `scriptOf` instead, to show that the script itself works.
 */
export function programOf(script: Script): string {
  const [, entry = ''] = scriptOf(script);
  return entry.startsWith('local/') ? builtServer(entry) : join(builtCommands(), `${basename(entry, '.ts')}.mjs`);
}

/**
 * Returns the paths of the compiled files that replace AWS and the terminal. Use them with commands of `programOf` only:
 * they must share one copy of the SDK.
 */
export function beforeCommand(): string[] {
  return BEFORE_COMMANDS.map((file) => join(builtCommands(), `${basename(file, '.ts')}.mjs`));
}

/**
 * Returns what node runs for an npm script: the path of tsx, and the entry that tsx runs.
 *
 * @throws Error if the script does not consist of tsx and a file
 */
export function scriptOf(script: Script): [string, string] {
  const [, entry] = /^tsx (\S+\.ts)$/.exec(packageJson.scripts[script]) ?? [];
  if (entry === undefined)
    throw new Error(`npm run ${script} must be "tsx FILE", but is "${packageJson.scripts[script]}".`);
  return [require.resolve('tsx/cli'), entry];
}

/** Returns the path of the package's one command, compiled, with the `package.json` where it looks for it. */
export function packageCommand(): string {
  const folder = built('package-command', null, (unfinished) => {
    const outfile = join(unfinished, 'commands', 'main.cjs');
    buildSync({ ...COMMON, entryPoints: ['commands/main.ts'], outfile, format: 'cjs' });
    cpSync(join(ROOT, 'package.json'), join(unfinished, 'package.json'));
  });
  return join(folder, 'commands', 'main.cjs');
}

/** Builds all commands and the files before them into one folder. esbuild puts what they share into common files. */
function builtCommands(): string {
  return built('commands', null, (unfinished) => {
    const entries = Object.values(packageJson.scripts).flatMap((line) => /^tsx (commands\/\S+)/.exec(line)?.[1] ?? []);
    buildSync({
      ...COMMON,
      entryPoints: [...entries, ...BEFORE_COMMANDS],
      entryNames: '[name]',
      outdir: unfinished,
      format: 'esm',
      splitting: true,
      outExtension: { '.js': '.mjs' },
      // For CommonJS packages that load a module of Node.
      banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    });
  });
}

/** Builds the local server. Its page is copied beside it, where `local/page-files.ts` looks for it. */
function builtServer(entry: string): string {
  const folder = built('server', entry, (unfinished) => {
    buildSync({ ...COMMON, entryPoints: [entry], outfile: join(unfinished, 'main.cjs'), format: 'cjs' });
    cpSync(join(ROOT, 'local', 'page'), join(unfinished, 'page'), { recursive: true });
  });
  return join(folder, 'main.cjs');
}

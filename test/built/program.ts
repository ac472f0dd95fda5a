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
} as const satisfies BuildOptions;

/** What a test may load with `--import` before a command. */
const BEFORE_COMMANDS = ['test/commands/mocked-aws.ts', 'test/commands/fake-terminal.ts'];

/**
 * Where the file is that an npm script hands to tsx, compiled: `node` starts it in a third of the time. That the script
 * itself works is for one test of each program to show, by `scriptOf`.
 */
export function programOf(script: Script): string {
  const [, entry = ''] = scriptOf(script);
  return entry.startsWith('local/') ? builtServer(entry) : join(builtCommands(), `${basename(entry, '.ts')}.mjs`);
}

/** The files that replace AWS and the terminal before a command of `programOf`, whose copy of the SDK they share. */
export function beforeCommand(): string[] {
  return BEFORE_COMMANDS.map((file) => join(builtCommands(), `${basename(file, '.ts')}.mjs`));
}

/**
 * What node runs for an npm script: tsx, and the file that is handed to it.
 *
 * @throws when the script is run by something else
 */
export function scriptOf(script: Script): [string, string] {
  const [, entry] = /^tsx (\S+\.ts)$/.exec(packageJson.scripts[script]) ?? [];
  if (entry === undefined) throw new Error(`npm run ${script} is no "tsx FILE": ${packageJson.scripts[script]}`);
  return [require.resolve('tsx/cli'), entry];
}

/** One folder for all commands and what is loaded before them: esbuild puts into files of their own what they share. */
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
      // For packages that are CommonJS and load a module of Node's.
      banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    });
  });
}

/** The local server, with its page beside it, where `local/page-files.ts` looks for it. */
function builtServer(entry: string): string {
  const folder = built('server', entry, (unfinished) => {
    buildSync({ ...COMMON, entryPoints: [entry], outfile: join(unfinished, 'main.cjs'), format: 'cjs' });
    cpSync(join(ROOT, 'local', 'page'), join(unfinished, 'page'), { recursive: true });
  });
  return join(folder, 'main.cjs');
}

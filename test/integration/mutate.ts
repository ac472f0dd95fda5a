import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from './context';
import { MUTATIONS, type Mutation } from './mutations';
import { runChecks, type Suite } from './run-checks';

/** The checks of a broken stack, in each suite that has mutations. The others would find nothing more. */
const CHECKS: Partial<Record<Suite, string>> = {
  stack: '^(A new stack|In the account|By its policies|The endpoint|A removed stack)',
  options: '.',
  senders: '.',
};

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly title: string }[];
  }[];
}

/**
 * Breaks the stack in each way of `mutations.ts`, deploys it and runs the checks, which must fail. Before that it runs them
 * on a stack that nothing is broken in, where they must pass.
 *
 * @param chosen the suite whose mutations are tried, or the name of one mutation. @default all
 * @returns whether they did
 */
export async function mutate(context: Context, signal: AbortSignal, chosen?: string): Promise<boolean> {
  let isNoticed = true;
  for (const { name, description, suite = 'stack' } of mutationsOf(chosen)) {
    const startedAt = Date.now();
    const report = join(context.folder, `${suite}-${name}.json`);
    const app = `npx tsx test/integration/mutated-app.ts ${name}`;
    const run = { ...context, stack: `${context.stack}-${suite}-${name}`, app };
    const passed = await runChecks(run, { suite, report, only: CHECKS[suite], isQuiet: true, signal });
    if (signal.aborted) return false;
    const failed = failedIn(report);
    const isExpected = name === 'none' ? passed : failed.length > 0;
    isNoticed &&= isExpected;
    const seconds = ((Date.now() - startedAt) / 1_000).toFixed(0);
    console.log(`${isExpected ? '✓' : '✗'} ${name}: ${description} … ${failed.length} failed, ${seconds} s`);
    for (const title of failed) console.log(`    ${title}`);
  }
  return isNoticed;
}

/** The chosen mutations; before those of each suite one that breaks nothing. */
function mutationsOf(chosen?: string): readonly Omit<Mutation, 'apply' | 'edit'>[] {
  return (['stack', 'options', 'senders'] as const).flatMap((suite) => {
    const own = MUTATIONS.filter((mutation) => (mutation.suite ?? 'stack') === suite);
    const tried = own.filter(({ name }) => !chosen || chosen === suite || chosen === name);
    return tried.length > 0 ? [{ name: 'none', description: `nothing is broken (${suite})`, suite }, ...tried] : [];
  });
}

function failedIn(report: string): string[] {
  const { testResults }: Report = JSON.parse(readFileSync(report, 'utf8'));
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'failed')
    .map(({ title }) => title);
}

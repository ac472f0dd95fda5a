import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from './context';
import { MUTATIONS } from './mutations';
import { runChecks } from './run-checks';

/** The checks of a broken stack. The others would find nothing more. */
const CHECKS = '^(A new stack|In the account|By its policies|The endpoint|A removed stack)';

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly title: string }[];
  }[];
}

/**
 * Breaks the stack in each way of `mutations.ts`, deploys it and runs the checks, which must fail. Before that it runs them
 * on a stack that nothing is broken in, where they must pass.
 *
 * @returns whether they did
 */
export async function mutate(context: Context, signal: AbortSignal): Promise<boolean> {
  let isNoticed = true;
  for (const { name, description } of [{ name: 'none', description: 'nothing is broken' }, ...MUTATIONS]) {
    const startedAt = Date.now();
    const report = join(context.folder, `${name}.json`);
    const app = `npx tsx test/integration/mutated-app.ts ${name}`;
    const run = { ...context, stack: `${context.stack}-${name}`, app };
    const passed = await runChecks(run, { report, only: CHECKS, isQuiet: true, signal });
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

function failedIn(report: string): string[] {
  const { testResults }: Report = JSON.parse(readFileSync(report, 'utf8'));
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'failed')
    .map(({ title }) => title);
}

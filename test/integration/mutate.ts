import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from './context';
import { MUTATIONS } from './mutations';
import { runChecks } from './run-checks';

/** What is asked of a broken stack: a later deployment would find nothing that the first one does not. */
const CHECKS = '^(A new stack|In the account|By its rights|Asked by Logto|Asked too often|A removed stack)';

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly title: string }[];
  }[];
}

/**
 * Breaks the stack in each way of `mutations.ts`, deploys it and runs the checks: they must fail. First it does the same
 * without breaking anything: they must pass.
 *
 * @returns whether it was so
 */
export async function mutate(context: Context, signal: AbortSignal): Promise<boolean> {
  let isRight = true;
  for (const { name, says } of [{ name: 'none', says: 'nothing is broken' }, ...MUTATIONS]) {
    const startedAt = Date.now();
    const report = join(context.folder, `${name}.json`);
    const app = `npx tsx test/integration/mutated-app.ts ${name}`;
    const run = { ...context, stack: `${context.stack}-${name}`, app };
    const passed = await runChecks(run, { report, only: CHECKS, isQuiet: true, signal });
    if (signal.aborted) return false;
    const failed = failedIn(report);
    const isExpected = name === 'none' ? passed : failed.length > 0;
    isRight &&= isExpected;
    const seconds = ((Date.now() - startedAt) / 1_000).toFixed(0);
    console.log(`${isExpected ? '✓' : '✗'} ${name}: ${says} … ${failed.length} failed, ${seconds} s`);
    for (const title of failed) console.log(`    ${title}`);
  }
  return isRight;
}

function failedIn(report: string): string[] {
  const { testResults }: Report = JSON.parse(readFileSync(report, 'utf8'));
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'failed')
    .map(({ title }) => title);
}

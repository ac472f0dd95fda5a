/**
 * Runs a spec of Cypress. Its npm package only downloads the program, and no install script runs here (`.npmrc`). So the
 * commands that the examples use are carried out in the browser of the other tests. Any other command throws.
 *
 * Usage: `tsx cypress.ts FOLDER SPEC [ARGUMENT OF CHROMIUM …]`
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { launchChromium } from '../chromium';
import { cypressCommands, expectValue, strict } from './cypress-commands';

const SUPPORT_FILE = 'cypress/support/e2e.js';

async function main([folder = '', spec = '', ...chromiumArguments]: readonly string[]): Promise<void> {
  const { e2e } = require(join(folder, 'cypress.config.js')) as { e2e: { baseUrl: string } };
  const random = (lower: number, upper: number) => lower + Math.floor(Math.random() * (upper - lower + 1));
  const globals = { expect: expectValue, Cypress: strict('Cypress', { _: strict('Cypress._', { random }) }) };
  const browser = await launchChromium(chromiumArguments);
  try {
    const { cy, run } = cypressCommands(await browser.newPage(), e2e.baseUrl, globals);
    const hooks: (() => unknown)[] = [];
    const tests = new Map<string, () => unknown>();
    for (const file of [SUPPORT_FILE, spec]) {
      runInNewContext(readFileSync(join(folder, file), 'utf8'), {
        ...globals,
        cy,
        before: (hook: () => unknown) => hooks.push(hook),
        it: (name: string, test: () => unknown) => tests.set(name, test),
      });
    }
    for (const hook of hooks) await run(hook);
    for (const [name, test] of tests) {
      await run(test);
      console.log(`✓ ${name}`);
    }
  } finally {
    await browser.close();
  }
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

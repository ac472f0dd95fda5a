import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIMITS } from './limits';
import { MUTATIONS } from './mutations';

const documented = readFileSync(join(__dirname, '..', '..', 'docs', 'integration-test.md'), 'utf8');

describe('what the integration test cannot do', () => {
  it('is in the documentation, each with the check that is skipped and what checks it instead', () => {
    const rows = LIMITS.map(
      ({ where, what, skips, instead }) => `| ${where} | ${what} | ${skips ?? ''} | ${instead} |`,
    );

    expect(documented.split('\n').filter((line) => /^\| (emulator|account) \|/.test(line))).toEqual(rows);
  });

  it('skips only checks that exist', () => {
    const checks = readdirSync(__dirname)
      .filter((file) => file.endsWith('.ts') && !file.startsWith('limits.'))
      .map((file) => readFileSync(join(__dirname, file), 'utf8'))
      .join('\n');

    for (const { skips } of LIMITS) {
      if (skips) expect(checks.replaceAll('"', "'")).toContain(`check('${skips}'`);
    }
  });
});

describe('the ways to break the stack', () => {
  it('are all in the documentation', () => {
    const rows = documented.split('\n').filter((line) => /^\| `[a-z-]+` \|/.test(line));

    expect(rows.map((row) => row.split(' | ').slice(0, 2).join(' | '))).toEqual(
      MUTATIONS.map(({ name, description }) => `| \`${name}\` | ${description}`),
    );
  });
});

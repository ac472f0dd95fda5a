import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '../../config/load-config';
import { withReference } from '../../config/reference';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'configuration.md'), 'utf8');

/** Every key of an object, with those of the objects in it: `limits.perDay`. */
function flat(value: object, path = ''): [path: string, value: unknown][] {
  return Object.entries(value).flatMap(([key, inner]): [string, unknown][] =>
    typeof inner === 'object' && !Array.isArray(inner) && Object.keys(inner).length > 0
      ? flat(inner, `${path}${key}.`)
      : [[path + key, inner]],
  );
}

describe('docs/configuration.md', () => {
  it('has the tables of keys as the schema has them now (else: npm run schema)', () => {
    expect(withReference(page)).toBe(page);
  });

  it('tells for each key the default that is used when it is left out', () => {
    const { brand, countries, ...defaults } = parseConfig({ brand: 'Acme', countries: ['DE'] }, 'f');

    for (const [path, value] of flat(defaults))
      expect(page).toContain(`\n| \`${path}\` | \`${JSON.stringify(value)}\` |`);
    for (const key of ['brand', 'countries']) expect(page).toContain(`\n| \`${key}\` | **required** |`);
  });

  it('tells which numbers a key takes', () => {
    const rowOf = (key: string) => page.split('\n').find((line) => line.startsWith(`| \`${key}\` |`));

    expect(rowOf('overflowSeconds')).toMatch(/ Whole number from 5 to 600\. \|$/);
    expect(rowOf('sendsPerSecond')).toMatch(/ Number from 1 to 1,000\. \|$/);
    expect(rowOf('throttle.burst')).toMatch(/ Whole number from 1\. \|$/);
    expect(rowOf('maxPriceUsd')).toMatch(/ Number above 0, at most 10\. \|$/);
    expect(rowOf('limits.perDay')).toMatch(/ Whole number from 1, or `false` for no limit\. \|$/);
  });

  it('keeps what is written around the tables', () => {
    const changed = page.replace('# Configuration', '# Settings').replace('`overflowSeconds`', '`gone`');

    expect(withReference(changed)).toBe(page.replace('# Configuration', '# Settings'));
  });

  it.each(['<!-- keys', '<!-- end of keys'])('is not written without its comment "%s"', (comment) => {
    expect(() => withReference(page.replace(comment, ''))).toThrow('docs/configuration.md has lost');
  });
});

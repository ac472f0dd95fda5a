import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '../../config/load-config';
import { withReference } from '../../config/reference';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'configuration.md'), 'utf8');

/** Lists every key of an object with its value. Keys of inner objects have paths, such as `limits.perDay`. */
function flatten(value: object, path = ''): [path: string, value: unknown][] {
  return Object.entries(value).flatMap(([key, inner]): [string, unknown][] =>
    typeof inner === 'object' && !Array.isArray(inner) && Object.keys(inner).length > 0
      ? flatten(inner, `${path}${key}.`)
      : [[path + key, inner]],
  );
}

describe('docs/configuration.md', () => {
  it('has the tables of the present schema (if not, run npm run schema)', () => {
    expect(withReference(page)).toBe(page);
  });

  it('shows the default of each optional key', () => {
    const { brand, countries, ...defaults } = parseConfig({ brand: 'Acme', countries: ['DE'] }, 'f');

    for (const [path, value] of flatten(defaults))
      expect(page).toContain(`\n| \`${path}\` | \`${JSON.stringify(value)}\` |`);
    for (const key of ['brand', 'countries']) expect(page).toContain(`\n| \`${key}\` | **required** |`);
  });

  it('says which numbers a key accepts', () => {
    const rowOf = (key: string) => page.split('\n').find((line) => line.startsWith(`| \`${key}\` |`));

    expect(rowOf('overflowSeconds')).toMatch(/ Whole number from 5 to 600\. \|$/);
    expect(rowOf('sendsPerSecond')).toMatch(/ Number from 1 to 1,000\. \|$/);
    expect(rowOf('throttle.burst')).toMatch(/ Whole number from 1\. \|$/);
    expect(rowOf('maxPriceUsd')).toMatch(/ Number above 0, at most 10\. \|$/);
    expect(rowOf('limits.perDay')).toMatch(/ Whole number from 1, or `false` for no limit\. \|$/);
  });

  it('replaces the tables and keeps the text around them', () => {
    const changed = page.replace('# Configuration', '# Settings').replace('`overflowSeconds`', '`gone`');

    expect(withReference(changed)).toBe(page.replace('# Configuration', '# Settings'));
  });

  it.each(['<!-- keys', '<!-- end of keys'])('is not written if its comment "%s" is missing', (comment) => {
    expect(() => withReference(page.replace(comment, ''))).toThrow('docs/configuration.md needs the comment');
  });
});

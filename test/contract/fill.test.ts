import fc from 'fast-check';
import { fill, placeholdersOf } from '../../contract/fill';

describe('fill', () => {
  it.each([
    ['{{code}} is it', { code: '012345' }, '012345 is it'],
    ['{{ code }} and {{\tcode\n}}', { code: '1' }, '1 and 1'],
    ['{{code}}, {{link}}', { code: '1', link: 'https://a.example/?b={{code}}' }, '1, https://a.example/?b={{code}}'],
    ['no placeholder', { code: '1' }, 'no placeholder'],
    ['', { code: '1' }, ''],
    ['{code} {{co de}} {{{code}}}', { code: '1' }, '{code} {{co de}} {1}'],
  ])('turns %j with %j into %j', (text, values, filled) => {
    expect(fill(text, values)).toBe(filled);
  });

  it.each(['{{link}}', '{{toString}}', '{{__proto__}}', '{{constructor}}', '{{a.b}}', '{{}}', '{{ }}'])(
    'makes %s empty, since it has no value',
    (placeholder) => {
      expect(fill(`<${placeholder}>`, { code: '1' })).toBe('<>');
    },
  );

  it.each(['$&', '$1', '$$', "$'", '$`', '$<name>'])('fills in the value %s unchanged', (code) => {
    expect(fill('<{{code}}>', { code })).toBe(`<${code}>`);
  });

  it('fills in any value unchanged, and replaces no placeholder in it', () => {
    fc.assert(
      fc.property(fc.string(), (code) => {
        expect(fill('<{{code}}>', { code })).toBe(`<${code}>`);
      }),
    );
  });

  it('leaves no placeholder in any text', () => {
    // Without braces within braces: the check at synth refuses those.
    const part = fc.constantFrom('{{code}}', '{{ link }}', '{{x.y}}', '{{}}', ' ', 'code', '}}', 'ü', '\n');

    fc.assert(
      fc.property(fc.array(part), (parts) => {
        expect(placeholdersOf(fill(parts.join(''), { code: '123456' }))).toEqual([]);
      }),
    );
  });
});

describe('placeholdersOf', () => {
  it.each([
    ['', []],
    ['plain', []],
    ['{{link}} {{ code }} {{link}}', ['link', 'code']],
    ['{{application.name}} {{}}', ['application.name', '']],
    ['{{co-de}} {code} {{co de}}', []],
  ])('finds for %j the names %j', (text, names) => {
    expect(placeholdersOf(text)).toEqual(names);
  });
});

import fc from 'fast-check';
import { namesOf, plainName } from '../../lambda/names';
import { anyText } from '../any-text';

describe('namesOf', () => {
  it('reads the names where Logto puts them, and nothing else', () => {
    const payload = {
      code: '012345',
      application: { id: 'app', name: 'Acme Shop', displayName: 'Shop' },
      organization: { id: 'org', name: 'Müller & Söhne', branding: {} },
      user: { id: 'u', name: 'Zoë O’Neill', primaryPhone: '4915112345678', username: 'zoe' },
    };
    expect(namesOf(payload)).toEqual({
      'application.name': 'Acme Shop',
      'organization.name': 'Müller & Söhne',
      'user.name': 'Zoë O’Neill',
    });
  });

  it.each([
    undefined,
    null,
    'text',
    7,
    [],
    {},
    { application: null, user: 'Zoë', organization: 5 },
    { application: { name: null }, user: { name: { toString: 'x' } }, organization: { name: ['Acme'] } },
    { application: { name: '' }, user: { name: ' \n ' }, organization: { name: '🚀' } },
    { 'application.name': 'flat' },
    JSON.parse('{"__proto__": {"application": {"name": "inherited"}}}'),
    JSON.parse('{"application": {"__proto__": {"name": "inherited"}}}'),
    Object.create({ application: { name: 'inherited' } }),
    { application: Object.create({ name: 'inherited' }) },
  ])('finds none in %j', (payload) => {
    expect(namesOf(payload)).toEqual({});
  });

  it('never throws, whatever the payload', () => {
    const wild = fc.oneof(fc.anything({ withNullPrototype: true }), anyText());
    const part = fc.oneof(fc.record({ name: wild }), wild);
    const payload = fc.oneof(fc.record({ application: part, organization: part, user: part }), wild);
    fc.assert(
      fc.property(payload, (value) => {
        for (const name of Object.values(namesOf(value))) expect(typeof name).toBe('string');
      }),
    );
  });
});

describe('plainName', () => {
  it.each([
    ['Acme', 'Acme'],
    ['  Acme   Shop ', 'Acme Shop'],
    ['Müller & Söhne', 'Müller & Söhne'],
    ["O'Neill-Smith", "O'Neill-Smith"],
    ['Dr. Zoë Smith', 'Dr. Zoë Smith'],
    ['J.R.R. Tolkien', 'J.R.R. Tolkien'],
    ['Acme S.A.', 'Acme S.A'],
    ['Yahoo!', 'Yahoo!'],
    ['Acme (Test)', 'Acme (Test)'],
    ['Studio 54', 'Studio 54'],
    ['株式会社・アクメ', '株式会社・アクメ'],
    ['متجر أكمي', 'متجر أكمي'],
    ['ร้านค้า', 'ร้านค้า'],
    ['Ａｃｍｅ', 'Acme'],
  ])('keeps %j readable', (name, plain) => {
    expect(plainName(name)).toBe(plain);
  });

  it.each([
    ['https://evil.com', ''],
    ['Win at https://evil.com/x?y=1 now', 'Win at now'],
    ['evil.com', ''],
    ['go to evil.com', 'go to'],
    ['EVIL.COM.', ''],
    ['www.evil.com/path', ''],
    ['ｅｖｉｌ．ｃｏｍ', ''],
    ['evil․com', ''],
    ['evil。com', 'evil com'],
    ['домен.рф', ''],
    ['ev\u200bil.co\u2060m', ''],
    ['evil\u202e.\u202ccom', ''],
    ['evil*.*com', 'evil . com'],
    ['evil*.com', ''],
    ['192.168.1.1', ''],
    ['mail me@evil.com', 'mail'],
    ['https://localhost/x', ''],
    ['tel:+1-900-555-0199', 'tel'],
    ['Call ١٢٣٤٥٦٧', 'Call'],
    ['Your code is 000000', 'Your code is'],
    ['1 2 3 4 5 6', ''],
    ['①②③④⑤⑥', ''],
    ['@evil.com #123456', ''],
    ['{{code}} {{link}}', 'code link'],
    ['line one\nline two\r\u2028three\u0085four', 'line one line two three four'],
    ['a\u0000b\u0007c\tz', 'a b c z'],
    ['\u202eemcA\u202c', 'emcA'],
    ['\u2066\u200f\ufeff\u00ad', ''],
    ['\u3164\u115f', ''],
    ['<b>Acme</b>', 'b Acme b'],
    ['half \ud83d a pair', 'half a pair'],
    ['\u0301Acme', 'Acme'],
    ['Acme...', 'Acme'],
    ['A'.repeat(5_000), 'A'.repeat(32)],
    ['\u{20000}'.repeat(5_000), '\u{20000}'.repeat(32)],
    [`${' '.repeat(5_000)}evil.com`, ''],
    ['\ufdfa'.repeat(5_000), expect.stringMatching(/^.{1,32}$/u)],
  ])('turns %j into %j', (name, plain) => {
    expect(plainName(name)).toEqual(plain);
  });

  it('leaves nothing that a phone makes tappable, no second line and no code, whatever the name', () => {
    const piece = fc.constantFrom(
      ...['https://', 'evil', '.', '．', '。', 'com', 'рф', '/', '@', '#', ' ', '\n', '\u2028', '\u202e', '\u200b'],
      ...['1', '٢', '９', '-', '+', '(', ')', '{{', '}}', 'code', 'é', 'e\u0301', '中', '😀', '\ud800', '*', "'", '&'],
    );
    const name = fc.oneof(
      anyText({ maxLength: 300 }),
      fc.array(piece).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(name, (value) => {
        const plain = plainName(value);
        expect([...plain].length).toBeLessThanOrEqual(32);
        expect(plain).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}{}@#:/\\<>]/u);
        expect(plain).not.toMatch(/\.[\p{L}\p{N}\p{M}-]{2}/u);
        expect(plain.match(/\p{N}/gu)?.length ?? 0).toBeLessThanOrEqual(3);
        expect(plain.trim()).toBe(plain);
        expect(plain.isWellFormed()).toBe(true);
        expect(plainName(plain)).toBe(plain);
      }),
      { numRuns: 1_000 },
    );
  });
});

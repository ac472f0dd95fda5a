import fc from 'fast-check';
import { MESSAGE_TYPES, type MessageType } from '../../contract/message-type';
import { type Content, parse } from '../../lambda/parse';
import { render } from '../../lambda/render';
import { anyText } from '../any-text';
import { fakeSettings } from '../fake-dependencies';

const settings = fakeSettings();

function rendered(type: MessageType, content: Content, locale: 'de' | 'en' = 'en'): string {
  return render({ to: '', type, content, idempotencyKey: undefined }, locale, 'DE', settings);
}

describe('render', () => {
  it.each(MESSAGE_TYPES)('fills the code into the message of %s, with its leading zero', (type) => {
    const text = rendered(type, { kind: 'code', code: '012345' });
    expect(text).toContain('012345');
    expect(text).toContain('Acme');
  });

  it("writes the person's language", () => {
    expect(rendered('SignIn', { kind: 'code', code: '012345' }, 'de')).toBe(
      '012345 ist Ihr Acme-Code zum Anmelden. Bitte geben Sie ihn nicht weiter.',
    );
  });

  it('fills the link into an invitation, unchanged', () => {
    const link = "https://example.com/$&?a={{code}}&b='%20";
    expect(rendered('OrganizationInvitation', { kind: 'link', link })).toContain(`: ${link}`);
  });

  it('uses the Generic text for an invitation with a code', () => {
    const content = { kind: 'code', code: '012345' } as const;
    expect(rendered('OrganizationInvitation', content)).toBe(rendered('Generic', content));
  });

  it('refuses a link when no text has a place for it', () => {
    expect(() => rendered('SignIn', { kind: 'link', link: 'https://example.com' })).toThrow(
      expect.objectContaining({ reason: 'bad-request' }),
    );
  });

  it("does not change the caller's own text", () => {
    const text = 'Any {{text}} with $& in it';
    expect(rendered('SignIn', { kind: 'text', text })).toBe(text);
  });

  it('never leaves braces, whatever the code', () => {
    fc.assert(
      fc.property(fc.constantFrom(...MESSAGE_TYPES), fc.stringMatching(/^[A-Za-z0-9-]{1,32}$/), (type, code) => {
        const text = rendered(type, { kind: 'code', code });
        expect(text).not.toMatch(/[{}]/);
        expect(text.split(code).length).toBeGreaterThan(1);
      }),
    );
  });
});

describe("an operator's own texts", () => {
  const override = '{{application.name}}, {{ user.name }}: {{code}}';
  const withOverride = fakeSettings({ messages: { en: { SignIn: override } } });

  function renderedFor(payload: object): string {
    const message = parse({ to: '4915112345678', type: 'SignIn', payload: { code: '012345', ...payload } });
    return render(message, 'en', 'DE', withOverride);
  }

  it('contain the names that Logto sent', () => {
    expect(renderedFor({ application: { name: 'Shop' }, user: { name: 'Zoë' } })).toBe('Shop, Zoë: 012345');
  });

  it('leave a missing name empty, and never contain braces', () => {
    expect(renderedFor({ application: {} })).toBe(', : 012345');
    expect(renderedFor({})).toBe(', : 012345');
  });

  it.each([
    ['a link', 'https://evil.example/login'],
    ['a domain', 'evil.example'],
    ['two lines', 'Acme\n@evil.example #000000'],
    ['bidi overrides', '\u202e543210 edoc ruoY\u202c'],
    ['another code', 'Your code is 000000'],
    ['placeholders', '{{link}}{{code}}'],
    ['5,000 characters', 'x'.repeat(5_000)],
    ['an object', { toString: 'x', name: 'x' }],
    ['a list', ['https://evil.example']],
    ['a number', 7],
    ['nothing', null],
  ])('contain nothing dangerous when a name is %s', (_, name) => {
    const text = renderedFor({ application: { name }, user: JSON.parse('{"__proto__": {"name": "evil.example"}}') });

    expect(text.endsWith(', : 012345') || /^[\p{L} ]{1,32}, : 012345$/u.test(text)).toBe(true);
    expect(text).not.toMatch(/[\n{}@#/\u202a-\u202e\u2066-\u2069]|evil\.|000000/);
  });

  it('contain one code and one line, whatever the names are', () => {
    const name = fc.oneof(anyText(), fc.webUrl(), fc.emailAddress(), fc.domain(), fc.jsonValue());
    fc.assert(
      fc.property(name, name, (application, user) => {
        const text = renderedFor({ application: { name: application }, user: { name: user } });
        expect(text).toMatch(/^[^\n\r\u2028\u2029]*: 012345$/);
        expect(text).not.toMatch(/[\p{C}{}@#/]|\.[\p{L}\p{N}\p{M}-]{2}/u);
        expect([...text].length).toBeLessThanOrEqual(32 + 2 + 32 + 2 + 6);
      }),
    );
  });
});

describe('a text longer than SNS accepts, as it is sent,', () => {
  const link = (length: number): Content => ({ kind: 'link', link: `https://example.com/${'x'.repeat(length - 20)}` });
  const words = rendered('OrganizationInvitation', link(20)).length - 20;

  it.each([
    ['a text of the caller', (length: number): Content => ({ kind: 'text', text: 'x'.repeat(length) })],
    ['words with a link', (length: number) => link(length - words)],
  ])('is refused: %s', (_, ofLength) => {
    expect(rendered('OrganizationInvitation', ofLength(1_600))).toHaveLength(1_600);
    expect(() => rendered('OrganizationInvitation', ofLength(1_601))).toThrow(
      expect.objectContaining({ reason: 'bad-request' }),
    );
  });

  it('counts characters as SNS does, in UTF-16 code units', () => {
    const emoji: Content = { kind: 'text', text: '😀'.repeat(801) };
    expect(() => rendered('Generic', emoji)).toThrow(expect.objectContaining({ reason: 'bad-request' }));
  });
});

describe('in India, with registered templates,', () => {
  const registered = fakeSettings({
    countries: ['IN', 'DE'],
    senderId: 'ACMEIN',
    defaultLocale: 'de',
    indiaDlt: { entityId: '1', templateIds: { Generic: '2', SignIn: '3' }, locale: 'en' },
  });
  const code: Content = { kind: 'code', code: '012345' };
  const inCountry = (country: string, type: MessageType, content: Content, changed = registered) =>
    render({ to: '', type, content, idempotencyKey: undefined }, 'fr', country, changed);

  it.each([
    ['SignIn', 'SignIn'],
    ['Register', 'Generic'],
    ['ForgotPassword', 'Generic'],
  ] as const)('the text of %s is that of the template %s, in its language', (type, template) => {
    const text = registered.texts.en.messages[template].replace('{{code}}', '012345');
    expect(inCountry('IN', type, code)).toBe(text);
  });

  it('that language is defaultLocale unless another one is configured', () => {
    const { indiaDlt: _, ...rest } = { ...registered };
    const settings = fakeSettings({
      countries: ['IN'],
      senderId: 'ACMEIN',
      defaultLocale: 'de',
      indiaDlt: { entityId: '1', templateIds: { Generic: '2' } },
    });
    expect(inCountry('IN', 'Generic', code, settings)).toBe(
      rest.texts.de.messages.Generic.replace('{{code}}', '012345'),
    );
  });

  it.each([
    ['a text of the caller', { kind: 'text', text: 'Hello' }],
    ['a link, without a template for it', { kind: 'link', link: 'https://example.com/' }],
  ] as [string, Content][])('%s is refused', (_, content) => {
    expect(() => inCountry('IN', 'OrganizationInvitation', content)).toThrow(
      expect.objectContaining({ reason: 'bad-request' }),
    );
  });

  it('other countries get their own language, and texts of the caller', () => {
    expect(inCountry('DE', 'SignIn', code)).toBe(registered.texts.fr.messages.SignIn.replace('{{code}}', '012345'));
    expect(inCountry('DE', 'SignIn', { kind: 'text', text: 'Hello' })).toBe('Hello');
  });
});

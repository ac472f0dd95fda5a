import fc from 'fast-check';
import { MESSAGE_TYPES, type MessageType } from '../../contract/message-type';
import type { Content } from '../../lambda/parse';
import { render } from '../../lambda/render';
import { fakeSettings } from '../fake-outside';

const settings = fakeSettings();

function rendered(type: MessageType, content: Content, locale: 'de' | 'en' = 'en'): string {
  return render({ to: '', type, content }, locale, settings);
}

describe('render', () => {
  it.each(MESSAGE_TYPES)('puts the code into the message of %s, with its leading zero', (type) => {
    const text = rendered(type, { kind: 'code', code: '012345' });
    expect(text).toContain('012345');
    expect(text).toContain('Acme');
  });

  it("writes the person's language", () => {
    expect(rendered('SignIn', { kind: 'code', code: '012345' }, 'de')).toBe(
      '012345 ist Ihr Acme-Code zum Anmelden. Bitte geben Sie ihn nicht weiter.',
    );
  });

  it('puts the link into an invitation, unchanged', () => {
    const link = "https://example.com/$&?a={{code}}&b='%20";
    expect(rendered('OrganizationInvitation', { kind: 'link', link })).toContain(`: ${link}`);
  });

  it('writes an invitation that came with a code as Generic', () => {
    const content = { kind: 'code', code: '012345' } as const;
    expect(rendered('OrganizationInvitation', content)).toBe(rendered('Generic', content));
  });

  it('refuses a link for which there are no words', () => {
    expect(() => rendered('SignIn', { kind: 'link', link: 'https://example.com' })).toThrow(
      expect.objectContaining({ reason: 'bad-request' }),
    );
  });

  it("leaves the caller's own text alone", () => {
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

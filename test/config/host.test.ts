import fc from 'fast-check';
import { asciiHostOf, emailAddressOf } from '../../config/host';
import { anyText } from '../any-text';

describe('a host, as browsers take it,', () => {
  it.each([
    ['example.com', 'example.com'],
    ['a.example.co.uk', 'a.example.co.uk'],
    ['Login.Example.COM', 'login.example.com'],
    ['shop.xn--p1ai', 'shop.xn--p1ai'],
    ['магазин.рф', 'xn--80aairftm.xn--p1ai'],
    ['müller.de', 'xn--mller-kva.de'],
    ['例え.テスト', 'xn--r8jz45g.xn--zckzah'],
    ['my_app.example.com', 'my_app.example.com'],
    ['1password.com', '1password.com'],
  ])('%s is %s', (text, host) => {
    expect(asciiHostOf(text)).toBe(host);
  });

  it.each([
    '',
    'localhost',
    'example.com.',
    '.example.com',
    'a..b',
    'https://example.com',
    'example.com:8080',
    'example.com/path',
    'example.com?x',
    'example.com#x',
    'user@example.com',
    'exam ple.com',
    'ex%61mple.com',
    '192.0.2.1',
    '0x7f.1',
    '[2001:db8::1]',
    'example.com\n',
    `${'a'.repeat(64)}.com`,
    `${'a.'.repeat(130)}com`,
  ])('is not %j', (text) => {
    expect(asciiHostOf(text)).toBeUndefined();
  });

  it('is the same when it is taken again, and has no character with a meaning in a URL', () => {
    fc.assert(
      fc.property(fc.oneof(anyText(), fc.domain(), fc.webUrl()), (text) => {
        const host = asciiHostOf(text);
        if (host === undefined) return;
        expect(asciiHostOf(host)).toBe(host);
        expect(host).toMatch(/^[\x21-\x7e]+$/);
        expect(host).not.toMatch(/[/\\?#@:%[\]\s]/);
      }),
    );
  });
});

describe('an e-mail address', () => {
  it.each([
    ['ops@example.com', 'ops@example.com'],
    ['ops+sms@example.co.uk', 'ops+sms@example.co.uk'],
    ['a&b=c!d@example.com', 'a&b=c!d@example.com'],
    ["#$%'*/?^`{|}~-_@example.com", "#$%'*/?^`{|}~-_@example.com"],
    ['"on call"@example.com', '"on call"@example.com'],
    ['ops@müller.de', 'ops@xn--mller-kva.de'],
    ['Ops@Example.COM', 'Ops@example.com'],
  ])('may be %s', (text, address) => {
    expect(emailAddressOf(text)).toBe(address);
  });

  it.each([
    '',
    'ops',
    '@example.com',
    'ops@',
    'ops@localhost',
    'a@b@example.com',
    '.a@example.com',
    'a..b@example.com',
    'a b@example.com',
    'ops@192.0.2.1',
    `${'a'.repeat(65)}@example.com`,
    'ops@example.com\n',
    '"a\n"@example.com',
  ])('is not %j', (text) => {
    expect(emailAddressOf(text)).toBeUndefined();
  });
});

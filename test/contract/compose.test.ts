import fc from 'fast-check';
import { type Composition, compose, sample } from '../../contract/compose';
import { placeholdersOf } from '../../contract/fill';
import { LOCALES } from '../../contract/locale';
import { MESSAGE_TYPES } from '../../contract/message-type';
import { countSegments } from '../../contract/segments';
import type { Template } from '../../contract/template';
import { catalogue } from '../../templates/catalogue';

const TEMPLATE: Template = {
  ...catalogue.en,
  messages: {
    ...catalogue.en.messages,
    SignIn: '{{code}} is your {{brand}} code to sign in.',
    Generic: '{{code}}: {{brand}}',
    OrganizationInvitation: 'Join {{brand}}: {{link}}',
  },
  doNotShare: 'Keep it to yourself.',
};

/** A brand that makes the SignIn message with its six-digit code, before the do-not-share sentence, this long. */
function brandFor(length: number): string {
  return 'x'.repeat(length - '123456 is your  code to sign in.'.length);
}

function signIn(composition: Composition): string {
  return compose(TEMPLATE, 'SignIn', composition);
}

describe('compose', () => {
  const sentence = ' Keep it to yourself.';

  it('says the purpose, and then not to share the code', () => {
    expect(signIn({ brand: 'Acme' })).toBe('{{code}} is your Acme code to sign in. Keep it to yourself.');
  });

  it('keeps the whole up to the last character of one segment', () => {
    const brand = brandFor(160 - sentence.length);

    expect(sample(signIn({ brand }))).toHaveLength(160);
    expect(signIn({ brand })).toContain(sentence);
  });

  it('leaves the do-not-share sentence out first', () => {
    for (const length of [161 - sentence.length, 160]) {
      const brand = brandFor(length);
      expect(signIn({ brand })).toBe(`{{code}} is your ${brand} code to sign in.`);
    }
  });

  it('leaves the purpose out next', () => {
    const brand = brandFor(161);

    expect(signIn({ brand })).toBe(`{{code}}: ${brand}`);
  });

  it('takes the shortest when nothing fits', () => {
    const brand = 'x'.repeat(200);

    expect(signIn({ brand })).toBe(`{{code}}: ${brand}`);
  });

  it('measures UCS-2 where the brand asks for it', () => {
    expect(signIn({ brand: 'Ацме' })).toBe('{{code}} is your Ацме code to sign in. Keep it to yourself.');
    expect(signIn({ brand: 'Ацме и компания АБВ' })).toBe('{{code}} is your Ацме и компания АБВ code to sign in.');
  });

  it('puts the WebOTP line last and counts it', () => {
    const webOtpDomain = 'login.example.com';
    const line = `\n@${webOtpDomain} #{{code}}`;
    const room = 160 - sample(line).length;

    expect(signIn({ brand: 'Acme', webOtpDomain })).toBe(
      `{{code}} is your Acme code to sign in. Keep it to yourself.${line}`,
    );
    expect(signIn({ brand: brandFor(room), webOtpDomain })).toMatch(/x code to sign in\.\n@login\.example\.com #/);
    expect(signIn({ brand: brandFor(room + 1), webOtpDomain })).toMatch(/^\{\{code\}\}: x+\n@login\.example\.com #/);
  });

  it('adds neither the sentence nor the WebOTP line to a message without a code', () => {
    const composition = { brand: 'Acme', webOtpDomain: 'example.com' };

    expect(compose(TEMPLATE, 'OrganizationInvitation', composition)).toBe('Join Acme: {{link}}');
  });

  it.each([
    ['Hi: {{code}}', 'Hi: {{code}}\n@example.com #{{code}}'],
    ['Hi: {{ code }}', 'Hi: {{ code }}\n@example.com #{{code}}'],
    ['{{link}}', '{{link}}'],
    [`${'x'.repeat(300)}{{code}}`, `${'x'.repeat(300)}{{code}}\n@example.com #{{code}}`],
  ])('uses the override %j as it is, but for the WebOTP line', (override, text) => {
    expect(signIn({ brand: 'Acme', webOtpDomain: 'example.com', override })).toBe(text);
    expect(signIn({ brand: 'Acme', override })).toBe(override);
  });

  it.each(['$&', '$1', "$'"])('puts the brand %s in as it is, wherever it is named', (brand) => {
    expect(signIn({ brand, override: '{{brand}}|{{ brand }}|{{code}}' })).toBe(`${brand}|${brand}|{{code}}`);
  });

  it('leaves one segment whenever the shortest wording has one, for every brand, type and locale', () => {
    const brand = fc.string({ unit: fc.constantFrom('a', 'ü', 'я', '€', '😀'), minLength: 1, maxLength: 60 });

    fc.assert(
      fc.property(brand, fc.constantFrom(...LOCALES), fc.constantFrom(...MESSAGE_TYPES), (name, locale, type) => {
        const template = catalogue[locale];
        const text = compose(template, type, { brand: name });
        const shortest = template.messages.Generic.replace('{{brand}}', name);

        expect(text).toContain(name);
        expect(placeholdersOf(text)).toEqual([type === 'OrganizationInvitation' ? 'link' : 'code']);
        if (type === 'OrganizationInvitation' || countSegments(sample(shortest)).segments > 1) return;
        expect(countSegments(sample(text)).segments).toBe(1);
      }),
    );
  });
});

import fc from 'fast-check';
import { type Composition, compose, sample } from '../../contract/compose';
import { placeholdersOf } from '../../contract/fill';
import { isRightToLeft, LOCALES } from '../../contract/locale';
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

/** Gives a brand with which the SignIn message has this length, with a six-digit code and no do-not-share sentence. */
function brandFor(length: number): string {
  return 'x'.repeat(length - '123456 is your  code to sign in.'.length);
}

function signIn(composition: Omit<Composition, 'locale'>): string {
  return compose(TEMPLATE, 'SignIn', { locale: 'en', ...composition }).text;
}

describe('compose', () => {
  const sentence = ' Keep it to yourself.';

  it('states the purpose, then the do-not-share sentence', () => {
    expect(signIn({ brand: 'Acme' })).toBe('{{code}} is your Acme code to sign in. Keep it to yourself.');
  });

  it('keeps the full wording up to the last character of one segment', () => {
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

  it('uses the fullest of the cheapest wordings when none fits into one segment', () => {
    const two = 'x'.repeat(200);
    const three = 'x'.repeat(297);

    expect(signIn({ brand: two })).toBe(`{{code}} is your ${two} code to sign in. Keep it to yourself.`);
    expect(signIn({ brand: three })).toBe(`{{code}}: ${three}`);
  });

  it('reports what was left out, and what the rest costs', () => {
    const composed = (length: number) => compose(TEMPLATE, 'SignIn', { locale: 'en', brand: brandFor(length) });

    expect(composed(139)).toMatchObject({ dropped: [], cost: { segments: 1, length: 160 } });
    expect(composed(140)).toMatchObject({ dropped: ['doNotShare'], cost: { segments: 1, length: 140 } });
    expect(composed(161)).toMatchObject({ dropped: ['doNotShare', 'purpose'], cost: { segments: 1 } });
  });

  it('puts no space after full-width punctuation, which includes its own', () => {
    const { text } = compose(catalogue['zh-CN'], 'SignIn', { locale: 'zh-CN', brand: 'Acme' });

    expect(text).toBe('【Acme】您的登录验证码为{{code}}。请勿向他人泄露。');
  });

  it('measures in UCS-2 when the brand needs it', () => {
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

    expect(compose(TEMPLATE, 'OrganizationInvitation', { locale: 'en', ...composition }).text).toBe(
      'Join Acme: {{link}}',
    );
  });

  it.each([
    ['Hi: {{code}}', 'Hi: {{code}}\n@example.com #{{code}}'],
    ['Hi: {{ code }}', 'Hi: {{ code }}\n@example.com #{{code}}'],
    ['{{link}}', '{{link}}'],
    [`${'x'.repeat(300)}{{code}}`, `${'x'.repeat(300)}{{code}}\n@example.com #{{code}}`],
  ])('uses the override %j as it is, except for the WebOTP line', (override, text) => {
    expect(signIn({ brand: 'Acme', webOtpDomain: 'example.com', override })).toBe(text);
    expect(signIn({ brand: 'Acme', override })).toBe(override);
  });

  it.each(['$&', '$1', "$'"])('fills in the brand %s unchanged, at every placeholder', (brand) => {
    expect(signIn({ brand, override: '{{brand}}|{{ brand }}|{{code}}' })).toBe(`${brand}|${brand}|{{code}}`);
  });

  it('needs only one segment whenever the shortest wording does, for every brand, type and locale', () => {
    const brand = fc.string({ unit: fc.constantFrom('a', 'ü', 'я', '€', '😀'), minLength: 1, maxLength: 60 });

    fc.assert(
      fc.property(brand, fc.constantFrom(...LOCALES), fc.constantFrom(...MESSAGE_TYPES), (name, locale, type) => {
        const template = catalogue[locale];
        const { text, cost } = compose(template, type, { locale, brand: name });
        const shortest = template.messages.Generic.replace('{{brand}}', name);

        expect(text).toContain(name);
        expect(placeholdersOf(text)).toEqual([type === 'OrganizationInvitation' ? 'link' : 'code']);
        expect(cost).toEqual(countSegments(sample(text)));
        // The characters that isolate the values in Arabic and Persian count too.
        const isolates = isRightToLeft(locale) ? '\u2068\u2069\u2068\u2069' : '';
        if (type === 'OrganizationInvitation' || countSegments(sample(shortest) + isolates).segments > 1) return;
        expect(cost.segments).toBe(1);
      }),
    );
  });
});

describe('compose from right to left', () => {
  const composition = { locale: 'ar', brand: 'Acme' } as const;

  it('isolates code and brand, so that they are in the right order', () => {
    expect(compose(catalogue.ar, 'SignIn', composition).text).toMatch(/^\u2068\{\{code\}\}\u2069 .* \u2068Acme\u2069 /);
  });

  it("isolates the names in an operator's own text too, and counts that", () => {
    const override = '{{application.name}}: {{ code }}';
    const { text, cost } = compose(catalogue.ar, 'SignIn', { ...composition, override });

    expect(text).toBe('\u2068{{application.name}}\u2069: \u2068{{ code }}\u2069');
    expect(cost).toMatchObject({ encoding: 'UCS-2', length: 32 + 6 + 2 + 4 });
  });

  it('leaves links and the WebOTP line as they are', () => {
    const link = compose(catalogue.ar, 'OrganizationInvitation', composition).text;
    const code = compose(catalogue['fa-IR'], 'SignIn', {
      ...composition,
      locale: 'fa-IR',
      webOtpDomain: 'a.example',
    }).text;

    expect(link.endsWith(' {{link}}')).toBe(true);
    expect(code.endsWith('\n@a.example #{{code}}')).toBe(true);
  });

  it('isolates nothing in other locales', () => {
    for (const locale of LOCALES.filter((each) => !isRightToLeft(each))) {
      for (const type of MESSAGE_TYPES) {
        const { text } = compose(catalogue[locale], type, { locale, brand: 'Acme' });
        expect([locale, type, /[\u2066-\u2069\u200e\u200f]/.test(text)]).toEqual([locale, type, false]);
      }
    }
  });
});

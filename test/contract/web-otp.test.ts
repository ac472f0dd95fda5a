import { compose, sample } from '../../contract/compose';
import { fill } from '../../contract/fill';
import { LOCALES } from '../../contract/locale';
import { MESSAGE_TYPES } from '../../contract/message-type';
import { catalogue } from '../../templates/catalogue';

/** A host of 14 characters. */
const DOMAIN = 'login.acme.com';

const CODE_TYPES = MESSAGE_TYPES.filter((type) => type !== 'OrganizationInvitation');

/**
 * "Parse an origin-bound one-time code message", step by step as in section 3.2 of the WICG's "Origin-bound one-time
 * codes delivered via SMS". Only the embedded host is left out, since we never write one.
 */
function parseOriginBound(message: string): { host: string; code: string } | undefined {
  const line = message.replace(/\r\n?/g, '\n').split('\n').at(-1) ?? '';
  let position = 0;
  const markedToken = (marker: string): string | undefined => {
    if (line[position] !== marker) return undefined;
    const start = ++position;
    while (position < line.length && !/[\t\n\f\r ]/.test(line[position] ?? '')) position += 1;
    return position === start ? undefined : line.slice(start, position);
  };
  const host = markedToken('@');
  if (host === undefined || line[position] !== ' ') return undefined;
  position += 1;
  const code = markedToken('#');
  return code === undefined ? undefined : { host, code };
}

/** The pattern whose first match in a message Chrome uses (content/browser/sms/sms_parser.cc). */
const CHROME = /(?:^|\s)@([a-zA-Z0-9.-]+) #([^#\s]+)(?: @([a-zA-Z0-9.-]+))?/;

it('the parser of this test accepts and refuses what the specification says', () => {
  const found = { host: 'example.com', code: '747723' };
  expect(parseOriginBound('747723 is your ExampleCo authentication code.\n\n@example.com #747723')).toEqual(found);
  expect(parseOriginBound('@example.com #747723 %ecommerce.example $future')).toEqual(found);
  for (const message of [
    'something @example.com #747723',
    '@example.com code #747723',
    '@example.com  #747723',
    '@example.com\t#747723',
    '#747723 @example.com',
    '@example.com #747723\n',
    '@ #747723',
    '@example.com #',
    '',
  ]) {
    expect([message, parseOriginBound(message)]).toEqual([message, undefined]);
  }
});

describe.each(LOCALES)('in %s', (locale) => {
  it.each(CODE_TYPES)('a browser finds domain and code in %s, and the SMS is one segment', (type) => {
    const composed = compose(catalogue[locale], type, { locale, brand: 'Acmecorp', webOtpDomain: DOMAIN });
    const message = fill(composed.text, { code: '012345' });

    expect(parseOriginBound(message)).toEqual({ host: DOMAIN, code: '012345' });
    expect(CHROME.exec(message)?.slice(1)).toEqual([DOMAIN, '012345', undefined]);
    expect(message.split('\n')).toHaveLength(2);
    expect(composed.cost.segments).toBe(1);
  });

  it('leaves out the do-not-share sentence first, and the purpose only with it', () => {
    for (const type of CODE_TYPES) {
      const { text, dropped } = compose(catalogue[locale], type, { locale, brand: 'Acmecorp', webOtpDomain: DOMAIN });
      const { doNotShare } = catalogue[locale];

      expect([[], ['doNotShare'], ['doNotShare', 'purpose']]).toContainEqual(dropped);
      expect(text.includes(doNotShare)).toBe(!dropped.includes('doNotShare'));
      // Something is left out only if the fuller text does not fit.
      if (dropped.length === 0) continue;
      const line = `\n@${DOMAIN} #{{code}}`;
      const fuller = compose(catalogue[locale], type, { locale, brand: 'Acmecorp' }).text;
      expect(sample(fuller + line).length).toBeGreaterThan(70);
    }
  });

  it('an invitation has no WebOTP line', () => {
    const { text } = compose(catalogue[locale], 'OrganizationInvitation', {
      locale,
      brand: 'Acme',
      webOtpDomain: DOMAIN,
    });
    expect(parseOriginBound(fill(text, { link: 'https://example.com' }))).toBeUndefined();
  });
});

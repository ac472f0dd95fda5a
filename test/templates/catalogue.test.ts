import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compose, sample } from '../../contract/compose';
import { placeholdersOf } from '../../contract/fill';
import { LOCALES } from '../../contract/locale';
import { MESSAGE_TYPES } from '../../contract/message-type';
import { REFUSAL_REASONS } from '../../contract/refusal-reason';
import { countSegments } from '../../contract/segments';
import { catalogue } from '../../templates/catalogue';

const FOLDER = join(__dirname, '..', '..', 'templates');

it('has one file for each locale, and uses it for that locale', () => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));

  expect(files.sort()).toEqual(LOCALES.map((locale) => `${locale}.json`).sort());
  for (const locale of LOCALES) {
    expect(catalogue[locale]).toEqual(JSON.parse(readFileSync(join(FOLDER, `${locale}.json`), 'utf8')));
  }
});

describe.each(LOCALES)('%s', (locale) => {
  const { messages, doNotShare, refusals } = catalogue[locale];

  it('has exactly the messages and refusals that exist', () => {
    expect(Object.keys(messages).sort()).toEqual([...MESSAGE_TYPES].sort());
    expect(Object.keys(refusals).sort()).toEqual([...REFUSAL_REASONS].sort());
  });

  it.each(MESSAGE_TYPES)('%s contains the brand and a code or link, each once, and no other placeholder', (type) => {
    const filled = type === 'OrganizationInvitation' ? 'link' : 'code';

    expect(placeholdersOf(messages[type]).sort()).toEqual(['brand', filled].sort());
    expect(messages[type].match(/[{}]/g)).toHaveLength(8);
  });

  it.each(MESSAGE_TYPES)('%s fits completely into one segment, with a brand of 8 letters and 6 digits', (type) => {
    const { text, dropped } = compose(catalogue[locale], type, { locale, brand: 'AcmeCorp' });

    expect(countSegments(sample(text))).toMatchObject({ segments: 1 });
    expect(dropped).toEqual([]);
    expect(text.endsWith(doNotShare)).toBe(type !== 'OrganizationInvitation');
  });

  it.each(MESSAGE_TYPES)('%s fits into one segment with a WebOTP line of 20 letters', (type) => {
    const { text } = compose(catalogue[locale], type, {
      locale,
      brand: 'AcmeCorp',
      webOtpDomain: 'login.example-it.com',
    });

    expect(countSegments(sample(text)).segments).toBe(1);
  });

  it('has no placeholder in the do-not-share sentence and the refusals, which are plain sentences', () => {
    for (const text of [doNotShare, ...Object.values(refusals)]) {
      // Thai has no full stop.
      expect(text).toMatch(/^[\p{Lu}\p{Lo}][^{}<>\n]+(\.|。|[\u0e00-\u0e7f])$/u);
    }
  });

  it('reveals nothing about the system to the person at the sign-in page', () => {
    for (const text of Object.values(refusals)) {
      expect(text).not.toMatch(/token|secret|AWS|SNS|Lambda|Logto|HTTP|JSON|\d{3}/i);
    }
  });
});

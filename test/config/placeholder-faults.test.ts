import { type ConfigFault, InvalidConfig } from '../../config/faults';
import { parseConfig } from '../../config/load-config';
import { placeholderFaults } from '../../config/placeholder-faults';

function fixesOf(type: string, text: string): string[] {
  return placeholderFaults({ en: { [type]: text } }).map(({ fix }) => fix);
}

const KNOWN = '{{brand}}, {{application.name}}, {{organization.name}}, {{user.name}}';
const STRAY = 'remove the braces that are not part of a placeholder: people would see them';

describe('placeholderFaults', () => {
  it('finds none in the shipped messages, whatever the overrides are', () => {
    for (const overrides of [
      undefined,
      null,
      {},
      [],
      'x',
      { en: null },
      { en: { SignIn: 5 } },
      { xx: { SignIn: '' } },
    ]) {
      expect(placeholderFaults(overrides)).toEqual([]);
    }
  });

  it.each([
    ['SignIn', '{{code}}'],
    ['SignIn', '{{ code }} for {{brand}} {{application.name}} {{organization.name}} {{user.name}}'],
    ['SignIn', 'Your {one} code: {{code}}'],
    ['OrganizationInvitation', '{{organization.name}}: {{link}}'],
  ])('accepts for %s %j', (type, text) => {
    expect(fixesOf(type, text)).toEqual([]);
  });

  it.each([
    ['SignIn', 'No code', ['add {{code}}: without it the message is useless']],
    ['Generic', 'Your code: {code}', ['add {{code}}: without it the message is useless']],
    ['OrganizationInvitation', 'Come!', ['add {{link}}: without it the message is useless']],
    ['SignIn', '{{code}} {{name}}', [`remove {{name}}; the placeholders are {{code}}, ${KNOWN}`]],
    ['SignIn', '{{code}} {{link}}', [`remove {{link}}; the placeholders are {{code}}, ${KNOWN}`]],
    ['SignIn', '{{code}} {{}}', [`remove {{}}; the placeholders are {{code}}, ${KNOWN}`]],
    ['SignIn', '{{code}} {{user name}}', [`remove {{user name}}; the placeholders are {{code}}, ${KNOWN}`]],
    ['SignIn', '{{code}} {{user.phone}}', [`remove {{user.phone}}; the placeholders are {{code}}, ${KNOWN}`]],
    ['SignIn', '{{code}} {{__proto__}}', [`remove {{__proto__}}; the placeholders are {{code}}, ${KNOWN}`]],
    ['OrganizationInvitation', '{{link}} {{code}}', [`remove {{code}}; the placeholders are {{link}}, ${KNOWN}`]],
    ['SignIn', '{{code}} {{brand}', [STRAY]],
    ['SignIn', '{{code}} brand}}', [STRAY]],
    ['SignIn', '{{code}} {{{{brand}}}}', [STRAY]],
    [
      'SignIn',
      '{{Code}}',
      ['add {{code}}: without it the message is useless', `remove {{Code}}; the placeholders are {{code}}, ${KNOWN}`],
    ],
  ])('refuses for %s %j', (type, text, fixes) => {
    expect(fixesOf(type, text)).toEqual(fixes);
  });
});

it('a configuration with faults of several kinds reports all of them in one list', () => {
  const json = {
    brand: 'Acme',
    countries: ['UK'],
    messages: { de: { SignIn: 'Ihr Code' }, fr: { Generic: '{{x}}{{code}}' } },
  };
  let faults: readonly ConfigFault[] = [];
  try {
    parseConfig(json, 'test');
  } catch (error) {
    if (error instanceof InvalidConfig) faults = error.faults;
  }
  expect(faults.map(({ path, value }) => [path, value])).toEqual([
    ['countries[0]', 'UK'],
    ['messages.de.SignIn', 'Ihr Code'],
    ['messages.fr.Generic', '{{x}}{{code}}'],
  ]);
});

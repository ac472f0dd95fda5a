import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MESSAGE_TYPES } from '../../contract/message-type';
import { ROOT } from '../built/built';
import { GERMAN_MOBILE } from '../local/running-server';
import { type Imported, importFrom, textsOf } from './imported';
import { type ConnectorMessage, type ConnectorResult, runConnectors } from './installed';
import { VENDORS, type Vendor } from './vendors';

const link = 'https://acme.example/invitation?token=x';
const names = { user: { name: 'Ada' }, application: { name: 'Shop' } };
const codes = Array.from({ length: 100 }, (_, index) => String(123_400 + index));

/** A request of Logto: an invitation has a link, everything else a code, each another one. */
function message(type: string, more: object = {}): ConnectorMessage {
  const content = type === 'OrganizationInvitation' ? { link } : { code: codes.shift() };
  return { to: GERMAN_MOBILE, type, payload: { ...content, locale: 'en', ...more } };
}

/** The texts of a connector, by usage type. */
type Texts = Readonly<Record<string, string>>;

/** Texts for the four types that every guard requires, with letters that GSM-7 does not have. */
const FOUR: Texts = Object.fromEntries(
  ['Register', 'SignIn', 'ForgotPassword', 'Generic'].map((type) => [type, `${type}: {{ code }} – “€uro” [ß] 🔑`]),
);
const OF_OWN: Texts = {
  ...FOUR,
  SignIn: '{{user.name}}: {{code}} opens {{ application.name }}.',
  OrganizationInvitation: 'Join us: {{link}}',
};

/** A message, the row of docs/switching.md that it belongs to, and the texts that the connector has. */
interface Case {
  readonly row: string;
  /** @default those that Logto's console begins with, for all nine types */
  readonly texts?: Texts;
  readonly message: ConnectorMessage;
}

const CASES: readonly Case[] = [
  ...MESSAGE_TYPES.map((type) => ({ row: `\`${type}\``, message: message(type) })),
  ...['UserPermissionValidation', 'BindNewIdentifier', 'MfaVerification', 'BindMfa', 'TypeOfTomorrow'].map((type) => ({
    row: 'a type without a template',
    texts: FOUR,
    message: message(type),
  })),
  { row: 'letters beyond GSM-7', texts: FOUR, message: message('SignIn') },
  ...[
    { row: 'an invitation with `{{link}}`', message: message('OrganizationInvitation') },
    { row: '`{{user.name}}`, if Logto sends it', message: message('SignIn', names) },
    { row: '`{{user.name}}`, if Logto does not', message: message('SignIn') },
  ].map((each) => ({ ...each, texts: OF_OWN })),
];

const SETS = [...new Set(CASES.map(({ texts }) => texts))];

/** Where the texts are stored at the vendor, a template has its id alone. */
function templatesOf(vendor: Vendor, texts: Texts): object[] {
  return Object.entries(texts).map(([usageType, content]) =>
    vendor.textField ? { usageType, content } : { usageType, templateCode: '1234' },
  );
}

/** The number of the note below the table of docs/switching.md that explains why the texts differ. */
function cellOf(theirs: string | undefined, isStored: boolean, ours: string, shipped: string): string {
  if (isStored) return ours === shipped ? 'shipped (1)' : 'unexplained';
  if (theirs === ours) return 'same';
  if (theirs === undefined) return ours.startsWith('Generic: ') ? 'Generic (2)' : 'unexplained';
  if (theirs.includes('{{code}}') && ours === shipped) return 'shipped (3)';
  if (theirs.replace(/\{\{[^}]*\}\}/g, '') === ours) return 'empty (4)';
  return 'unexplained';
}

interface Compared {
  readonly vendor: Vendor;
  readonly results: readonly ConnectorResult[];
  readonly imports: readonly Imported[];
  /** By row. */
  readonly cells: ReadonlyMap<string, string>;
}

let compared: readonly Compared[];

beforeAll(async () => {
  const begun = await runConnectors(VENDORS.map(({ name, config }) => ({ name, config, messages: [] })));
  const runs = VENDORS.flatMap((vendor, index) =>
    SETS.map((texts) => ({
      name: vendor.name,
      config: { ...vendor.config, templates: texts ? templatesOf(vendor, texts) : begun[index]?.templates },
      messages: CASES.filter((each) => each.texts === texts).map((each) => each.message),
    })),
  );
  const results = await runConnectors(runs);
  compared = await Promise.all(
    VENDORS.map(async (vendor, index) => {
      const first = index * SETS.length;
      const own = results.slice(first, first + SETS.length);
      const imports: Imported[] = [];
      const cells = new Map<string, string>();
      for (const [set, texts] of SETS.entries()) {
        const { id, outcomes } = own[set] as ConnectorResult;
        const imported = await importFrom(id, runs[first + set]?.config ?? {});
        imports.push(imported);
        const cases = CASES.filter((each) => each.texts === texts);
        const messages = cases.map((each) => each.message);
        const [ours, shipped] = await Promise.all([textsOf(imported.keys, messages), textsOf({}, messages)]);
        for (const [at, { row }] of cases.entries()) {
          const outcome = outcomes[at];
          const request = outcome && 'request' in outcome ? outcome.request : undefined;
          const theirs = vendor.textField && request ? String(request[vendor.textField]) : undefined;
          const cell = cellOf(theirs, vendor.textField === undefined, ours[at] ?? '', shipped[at] ?? '');
          // Cases of one row must agree.
          cells.set(row, cells.has(row) && cells.get(row) !== cell ? 'unexplained' : cell);
        }
      }
      return { vendor, results: own, imports, cells };
    }),
  );
});

const of = (title: string) => compared.find(({ vendor }) => vendor.title === title) as Compared;

describe.each(VENDORS.map((vendor) => [vendor.title, vendor] as const))('the connector of %s', (title, vendor) => {
  it('accepts the configurations with its own guard', () => {
    expect(of(title).results.map(({ isAccepted }) => isAccepted)).toEqual([true, true, true]);
  });

  it('sends the texts that go out here after the import, or the difference is explained', () => {
    expect([...of(title).cells].filter(([, cell]) => cell === 'unexplained')).toEqual([]);
  });

  it('has the sender that is imported', () => {
    for (const { keys } of of(title).imports) {
      const { messages, ...sender } = keys;
      expect(sender).toEqual(vendor.sender ?? {});
    }
  });

  it('has no secret that is shown or written', () => {
    for (const { seen } of of(title).imports) expect(seen.match(/secret[\w@.-]*|<template-code>|1234\b/g)).toBeNull();
  });
});

it('docs/switching.md has this table', () => {
  const rows = [...new Set(CASES.map(({ row }) => row))];
  const lines = rows.map((row) => `| ${[row, ...compared.map(({ cells }) => cells.get(row))].join(' | ')} |`);
  const head = `| Message | ${VENDORS.map(({ title }) => title).join(' | ')} |`;
  const page = readFileSync(join(ROOT, 'docs', 'switching.md'), 'utf8');
  const start = page.indexOf(head);
  const table = page.slice(start, page.indexOf('\n\n', start)).split('\n');
  expect(table).toEqual([head, `|${'---|'.repeat(VENDORS.length + 1)}`, ...lines]);
});

import { type Config, configSchema } from './schema';

/** The sections of the page with their keys, in the order of the page. */
const SECTIONS = {
  Basics: ['brand', 'countries', 'numberRanges', 'stackName', '$schema'],
  'Sender and price': [
    'senderId',
    'originationNumber',
    'countrySenders',
    'sender',
    'smsProtect',
    'maxPriceUsd',
    'indiaDlt',
  ],
  Messages: ['defaultLocale', 'messages', 'webOtpDomain'],
  'Limits and rate': ['limits', 'verifiedShare', 'sendsPerSecond', 'overflowSeconds', 'throttle'],
  Token: ['tokenGraceHours'],
  Alarms: ['alarmEmail', 'alarms', 'alarmCountries', 'silenceHours', 'monthlySpendLimitUsd', 'setMonthlySpendLimit'],
  Monitoring: ['deliveryReceipts', 'dashboard', 'tracing', 'runbookUrl'],
} as const satisfies Record<string, readonly (keyof Config)[]>;

const BEGIN = '<!-- keys: written by "npm run schema" -->';
const END = '<!-- end of keys -->';

/** The parts of a JSON Schema that the page uses. */
interface Schema {
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/**
 * Replaces the tables of keys in the text of `docs/configuration.md` with those of the present schema. The rest of the
 * text stays the same.
 *
 * @throws Error if one of the two comments around the tables is missing
 */
export function withReference(page: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) {
    throw new Error(
      `docs/configuration.md needs the comment "${BEGIN}" and, after the tables, "${END}". Restore both.`,
    );
  }
  return `${page.slice(0, begin + BEGIN.length)}\n\n${tables()}\n\n${page.slice(end)}`;
}

function tables(): string {
  const { properties = {}, required = [] } = configSchema() as Schema;
  const missing = Object.keys(properties).filter(
    (key) =>
      !Object.values(SECTIONS)
        .flat()
        .some((each) => each === key),
  );
  if (missing.length > 0) throw new Error(`config/reference.ts has no section for ${missing.join(', ')}. Add one.`);
  return Object.entries(SECTIONS)
    .map(([section, keys]) => {
      const rows = keys.flatMap((key) => rowsOf(key, properties[key] ?? {}, required.includes(key)));
      return [`## ${section}`, '', '| Key | Default | Description |', '|---|---|---|', ...rows].join('\n');
    })
    .join('\n\n');
}

/** Returns the row of a key. If its value is an object, the rows of that object's keys follow. */
function rowsOf(path: string, schema: Schema, isRequired: boolean): string[] {
  const { properties = {}, required = [] } = schema;
  const text = [schema.description, rangeOf(schema)].filter(Boolean).join(' ');
  return [
    `| \`${path}\` | ${isRequired ? '**required**' : defaultOf(schema)} | ${withLinks(text).replaceAll('|', '\\|')} |`,
    ...Object.entries(properties).flatMap(([key, inner]) => rowsOf(`${path}.${key}`, inner, required.includes(key))),
  ];
}

function defaultOf(schema: Schema): string {
  if (schema.default === undefined) return 'none';
  return schema.properties ? 'as below' : `\`${JSON.stringify(schema.default)}\``;
}

/** Says in a sentence which numbers a key accepts. Empty for a key that is not a number. */
function rangeOf({ type, anyOf, ...bounds }: Schema): string {
  // Only limits have a choice: a number, or `false`.
  const number = anyOf?.find((each) => each.type === 'integer');
  if (number) return `Whole number ${formatBounds(number)}, or \`false\` for no limit.`;
  if (type === 'integer') return `Whole number ${formatBounds(bounds)}.`;
  return type === 'number' ? `Number ${formatBounds(bounds)}.` : '';
}

function formatBounds({ minimum, exclusiveMinimum, maximum = Number.MAX_SAFE_INTEGER }: Schema): string {
  const most = maximum === Number.MAX_SAFE_INTEGER ? '' : maximum.toLocaleString('en');
  if (minimum === undefined) return `above ${exclusiveMinimum}${most && `, at most ${most}`}`;
  return `from ${minimum}${most && ` to ${most}`}`;
}

/** Descriptions name other pages by their path from the root. On a page in docs/ that path becomes a link. */
function withLinks(text: string): string {
  return text.replace(/docs\/([\w-]+\.md)/g, '[`$&`]($1)');
}

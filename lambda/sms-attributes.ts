/** Settings of the account's SMS in one Region, by the names of `SetSMSAttributes`. */
export type Attributes = Readonly<Record<string, string>>;

/** The account's settings, and a clock to wait by. */
export interface SmsSettingsApi {
  readonly read: () => Promise<Attributes>;
  /** Sets these and leaves the others as they are. An empty value sets one back to SNS's own. */
  readonly write: (attributes: Attributes) => Promise<void>;
  readonly sleep: (ms: number) => Promise<void>;
}

/** What CloudFormation asks for. */
export interface AttributesRequest {
  readonly kind: 'Create' | 'Update' | 'Delete';
  /** What is to be set; of a removal what was. */
  readonly attributes: Attributes;
  /** What `settle` gave at the creation. */
  readonly memory?: string | undefined;
}

export interface AttributesResult {
  /** The physical id of the resource: CloudFormation keeps it and hands it back with every later wish. */
  readonly memory: string;
  readonly failure?: Error;
}

/** The memory of a creation that set nothing, so that its rollback leaves everything alone. */
const NOTHING_SET = 'nothing-set';
const REMEMBERED = 'before:';
/** CloudFormation takes no longer physical id. */
const MOST_BYTES = 1_024;

/** A role or a right that was made a moment ago is not known everywhere at once, and SNS throttles these calls. */
const RETRY_DELAYS_MS = [2_000, 4_000, 8_000];

/**
 * Sets the account's settings, and sets them back. What they were before is kept as the resource's physical id, since a
 * removal knows nothing else of the creation; an update keeps the id, and with it the first memory.
 *
 * A removal sets back only what still has our value: what somebody has changed since is theirs. It never throws, since
 * CloudFormation must be answered in any case.
 */
export async function applyRequest(wish: AttributesRequest, account: SmsSettingsApi): Promise<AttributesResult> {
  const { kind, attributes, memory = NOTHING_SET } = wish;
  let settled: AttributesResult = { memory };
  try {
    if (kind === 'Delete') {
      await setBack(wish, account);
      return settled;
    }
    const current = await withRetries(account.read, account);
    if (kind === 'Create') settled = { memory: memoryOf(current, attributes) };
    await withRetries(() => account.write(attributes), account);
    return settled;
  } catch (error) {
    return { ...settled, failure: error instanceof Error ? error : new Error(String(error)) };
  }
}

async function setBack({ attributes, memory }: AttributesRequest, account: SmsSettingsApi): Promise<void> {
  if (memory === NOTHING_SET) return;
  const current = await withRetries(account.read, account);
  const before = beforeOf(memory);
  const ours = Object.keys(attributes).filter((name) => current[name] === attributes[name]);
  if (ours.length === 0) return;
  const asBefore = Object.fromEntries(ours.map((name) => [name, before[name] ?? '']));
  try {
    await withRetries(() => account.write(asBefore), account);
  } catch {
    // Such as a role that is gone by now. Ours will be gone in a moment too, so nothing may be left that names it.
    await account.write(Object.fromEntries(ours.map((name) => [name, ''])));
  }
}

function memoryOf(current: Attributes, attributes: Attributes): string {
  const before = new URLSearchParams();
  for (const name of Object.keys(attributes)) if (current[name]) before.set(name, current[name]);
  const memory = `${REMEMBERED}${before}`;
  if (Buffer.byteLength(memory) > MOST_BYTES) throw new Error('The present settings are too long to be remembered.');
  return memory;
}

/** Empty for an id that CloudFormation gave, because the creation did not answer: then SNS's own values are right. */
function beforeOf(memory = ''): Attributes {
  if (!memory.startsWith(REMEMBERED)) return {};
  return Object.fromEntries(new URLSearchParams(memory.slice(REMEMBERED.length)));
}

async function withRetries<T>(call: () => Promise<T>, { sleep }: SmsSettingsApi): Promise<T> {
  for (const ms of RETRY_DELAYS_MS) {
    try {
      return await call();
    } catch {
      await sleep(ms);
    }
  }
  return call();
}

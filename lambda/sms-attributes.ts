/** The account's SMS settings in one Region, by the attribute names of SNS's `SetSMSAttributes`. */
export type Attributes = Readonly<Record<string, string>>;

/** Access to the account's SMS settings. */
export interface SmsSettingsApi {
  readonly read: () => Promise<Attributes>;
  /** Sets these attributes and leaves the others alone. An empty value resets an attribute to SNS's default. */
  readonly write: (attributes: Attributes) => Promise<void>;
  readonly sleep: (ms: number) => Promise<void>;
}

/** A request of CloudFormation for the custom resource. */
export interface AttributesRequest {
  readonly kind: 'Create' | 'Update' | 'Delete';
  /** The attributes to set; for a deletion, the ones that were set. */
  readonly attributes: Attributes;
  /** The resource's id, as its creation returned it. @default there is none yet */
  readonly physicalId?: string | undefined;
}

/** How a request of CloudFormation ended. */
export interface AttributesResult {
  /** The resource's id, with the previous values in it. CloudFormation passes it to every later request. */
  readonly physicalId: string;
  /** @default the request succeeded */
  readonly failure?: Error;
}

/** The id after a creation that set nothing. The rollback of such a creation must leave all settings alone. */
const NOTHING_SET = 'nothing-set';
/** Begins an id that contains the previous values. */
const PREVIOUS_VALUES = 'before:';
/** The longest physical id that CloudFormation accepts. */
const MAX_ID_BYTES = 1_024;

/** A new role or permission is not known everywhere immediately, and SNS throttles these calls. */
const RETRY_DELAYS_MS = [2_000, 4_000, 8_000];

/**
 * Sets the account's SMS settings, or restores them on deletion. The previous values are stored in the physical id of
 * the resource, the only thing that CloudFormation passes from the creation to the deletion. An update keeps the id,
 * and so the values from before the creation.
 *
 * A deletion restores only attributes that still have our value: somebody else has changed the others since. Never
 * throws, since CloudFormation must get an answer in any case.
 */
export async function applyRequest(request: AttributesRequest, account: SmsSettingsApi): Promise<AttributesResult> {
  const { kind, attributes, physicalId = NOTHING_SET } = request;
  let result: AttributesResult = { physicalId };
  try {
    if (kind === 'Delete') {
      await restore(request, account);
      return result;
    }
    const current = await withRetries(account.read, account);
    if (kind === 'Create') result = { physicalId: physicalIdOf(current, attributes) };
    await withRetries(() => account.write(attributes), account);
    return result;
  } catch (error) {
    return { ...result, failure: error instanceof Error ? error : new Error(String(error)) };
  }
}

async function restore({ attributes, physicalId }: AttributesRequest, account: SmsSettingsApi): Promise<void> {
  if (physicalId === NOTHING_SET) return;
  const current = await withRetries(account.read, account);
  const previous = previousValuesOf(physicalId);
  const unchanged = Object.keys(attributes).filter((name) => current[name] === attributes[name]);
  if (unchanged.length === 0) return;
  const restored = Object.fromEntries(unchanged.map((name) => [name, previous[name] ?? '']));
  try {
    await withRetries(() => account.write(restored), account);
  } catch {
    // For example, the previous role no longer exists. Ours is deleted next, so no attribute may refer to it any more.
    await Promise.all(unchanged.map((name) => reset(name, account)));
  }
}

/**
 * Resets one attribute to SNS's default. SNS may reject that for a spend limit; then ours stays, because the deletion of
 * a stack must not fail for it.
 */
async function reset(name: string, account: SmsSettingsApi): Promise<void> {
  await account.write({ [name]: '' }).catch((error) => {
    if (!(error instanceof Error && error.name.startsWith('InvalidParameter'))) throw error;
  });
}

function physicalIdOf(current: Attributes, attributes: Attributes): string {
  const previous = new URLSearchParams();
  for (const name of Object.keys(attributes)) if (current[name]) previous.set(name, current[name]);
  const physicalId = `${PREVIOUS_VALUES}${previous}`;
  const bytes = Buffer.byteLength(physicalId);
  if (bytes > MAX_ID_BYTES) {
    throw new Error(
      `The account's current SMS settings are too long to be restored later: ${bytes} of ${MAX_ID_BYTES} bytes. ` +
        `Shorten or remove ${[...previous.keys()].join(' or ')} in these settings, then deploy again.`,
    );
  }
  return physicalId;
}

/**
 * Reads the previous values out of an id. There are none if CloudFormation made up the id because the creation never
 * answered: then SNS's defaults are right.
 */
function previousValuesOf(physicalId = ''): Attributes {
  if (!physicalId.startsWith(PREVIOUS_VALUES)) return {};
  return Object.fromEntries(new URLSearchParams(physicalId.slice(PREVIOUS_VALUES.length)));
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

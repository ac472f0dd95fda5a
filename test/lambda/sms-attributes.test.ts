import {
  type Attributes,
  type AttributesRequest,
  applyRequest,
  type SmsSettingsApi,
} from '../../lambda/sms-attributes';

const OURS = { DeliveryStatusIAMRole: 'arn:aws:iam::123456789012:role/ours', DeliveryStatusSuccessSamplingRate: '100' };
const THEIRS = { DeliveryStatusIAMRole: 'arn:aws:iam::123456789012:role/theirs & co', MonthlySpendLimit: '50' };

interface FakeAccount extends SmsSettingsApi {
  settings: Record<string, string>;
  readonly writes: Attributes[];
  readonly slept: number[];
  /** How many of the next calls fail. */
  failures: number;
  /** Whether a write of these attributes fails. */
  rejects: (attributes: Attributes) => boolean;
}

/** An account's SMS settings, as SNS keeps them: an empty value removes a setting. */
function fakeAccount(settings: Record<string, string> = {}): FakeAccount {
  function fail(): void {
    if (fake.failures === 0) return;
    fake.failures -= 1;
    throw Object.assign(new Error('not yet'), { name: 'AuthorizationErrorException' });
  }
  const fake: FakeAccount = {
    settings: { ...settings },
    writes: [],
    slept: [],
    failures: 0,
    rejects: () => false,
    async read() {
      fail();
      return { ...fake.settings };
    },
    async write(attributes) {
      fail();
      if (fake.rejects(attributes)) throw Object.assign(new Error('rejected'), { name: 'InvalidParameterException' });
      fake.writes.push(attributes);
      for (const [name, value] of Object.entries(attributes)) {
        if (value === '') delete fake.settings[name];
        else fake.settings[name] = value;
      }
    },
    async sleep(ms) {
      fake.slept.push(ms);
    },
  };
  return fake;
}

const create = (account: SmsSettingsApi, attributes: Attributes = OURS) =>
  applyRequest({ kind: 'Create', attributes }, account);
const remove = (account: SmsSettingsApi, physicalId: string | undefined, attributes: Attributes = OURS) =>
  applyRequest({ kind: 'Delete', attributes, physicalId }, account);

describe('a creation or an update', () => {
  it('sets our values and leaves the other settings alone', async () => {
    const account = fakeAccount({ MonthlySpendLimit: '50' });

    expect(await create(account)).not.toHaveProperty('failure');
    expect(account.settings).toEqual({ ...OURS, MonthlySpendLimit: '50' });
    expect(account.writes).toEqual([OURS]);
  });

  it('stores the previous values in the id', async () => {
    const account = fakeAccount(THEIRS);
    const { physicalId } = await create(account);

    expect(physicalId).toBe('before:DeliveryStatusIAMRole=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Ftheirs+%26+co');
  });

  it('sets the new values on an update, and keeps the id', async () => {
    const account = fakeAccount(THEIRS);
    const { physicalId } = await create(account);
    const changed = { ...OURS, DeliveryStatusIAMRole: 'arn:aws:iam::123456789012:role/new' };

    expect(await applyRequest({ kind: 'Update', attributes: changed, physicalId }, account)).toEqual({ physicalId });
    await remove(account, physicalId, changed);
    expect(account.settings).toEqual(THEIRS);
  });

  it('restores our old values when an update is rolled back, which is another update', async () => {
    const account = fakeAccount();
    const { physicalId } = await create(account);
    await applyRequest(
      { kind: 'Update', attributes: { ...OURS, DeliveryStatusSuccessSamplingRate: '50' }, physicalId },
      account,
    );
    await applyRequest({ kind: 'Update', attributes: OURS, physicalId }, account);

    expect(account.settings).toEqual(OURS);
  });

  it('retries while a new role is not known everywhere yet', async () => {
    const account = fakeAccount();
    account.failures = 3;

    expect(await create(account)).not.toHaveProperty('failure');
    expect(account.slept).toEqual([2_000, 4_000, 8_000]);
    expect(account.settings).toEqual(OURS);
  });

  it('gives up after the last retry, and says why', async () => {
    const account = fakeAccount();
    account.failures = 100;

    expect(await create(account)).toEqual({
      physicalId: 'nothing-set',
      failure: expect.objectContaining({ name: 'AuthorizationErrorException', message: 'not yet' }),
    });
  });

  it('sets nothing when the previous values do not fit into the id', async () => {
    const account = fakeAccount({ DeliveryStatusIAMRole: `arn:aws:iam::123456789012:role/${'x'.repeat(1_100)}` });
    const { failure, physicalId } = await create(account);

    expect(failure?.message).toContain('too long');
    expect(physicalId).toBe('nothing-set');
    expect(account.writes).toEqual([]);
  });
});

describe('a deletion', () => {
  it('succeeds when SNS rejects to reset a limit that was never set before, and leaves it', async () => {
    const limit = { MonthlySpendLimit: '100' };
    const account = fakeAccount();
    const { physicalId } = await create(account, limit);
    account.rejects = ({ MonthlySpendLimit }) => MonthlySpendLimit === '';

    expect(await remove(account, physicalId, limit)).toEqual({ physicalId });
    expect(account.settings).toEqual(limit);
  });

  it('fails when SNS cannot be reached, so that it can be repeated', async () => {
    const account = fakeAccount();
    const { physicalId } = await create(account);
    account.failures = 100;
    expect(await remove(account, physicalId)).toHaveProperty('failure');
  });

  it.each([
    ['no settings', {}],
    ["somebody else's role", THEIRS],
    ['one of our values', { DeliveryStatusSuccessSamplingRate: '100' }],
  ])('restores the account as it was before: with %s', async (_, before) => {
    const account = fakeAccount(before);
    const { physicalId } = await create(account);

    expect(await remove(account, physicalId)).toEqual({ physicalId });
    expect(account.settings).toEqual(before);
  });

  it('leaves a setting alone that somebody else has changed since', async () => {
    const account = fakeAccount(THEIRS);
    const { physicalId } = await create(account);
    account.settings.DeliveryStatusIAMRole = 'arn:aws:iam::123456789012:role/newer';
    await remove(account, physicalId);

    expect(account.settings).toEqual({ ...THEIRS, DeliveryStatusIAMRole: 'arn:aws:iam::123456789012:role/newer' });
  });

  it('writes nothing when no setting has our value any more', async () => {
    const account = fakeAccount();
    const { physicalId } = await create(account);
    account.settings = { MonthlySpendLimit: '7' };
    account.writes.length = 0;
    await remove(account, physicalId);

    expect(account.writes).toEqual([]);
  });

  it('retries before it gives up the previous values', async () => {
    const account = fakeAccount(THEIRS);
    const { physicalId } = await create(account);
    account.failures = 2;
    await remove(account, physicalId);

    expect(account.settings).toEqual(THEIRS);
    expect(account.slept).toEqual([2_000, 4_000]);
  });

  it('removes our values when it cannot restore the previous ones, such as a role that no longer exists', async () => {
    const account = fakeAccount(THEIRS);
    const { physicalId } = await create(account);
    account.rejects = ({ DeliveryStatusIAMRole }) => DeliveryStatusIAMRole === THEIRS.DeliveryStatusIAMRole;

    expect(await remove(account, physicalId)).toEqual({ physicalId });
    expect(account.settings).toEqual({ MonthlySpendLimit: '50' });
  });

  it('leaves everything alone after a creation that failed to read', async () => {
    const account = fakeAccount({ MonthlySpendLimit: '50' });
    account.failures = 4;
    const { physicalId } = await create(account, { MonthlySpendLimit: '50' });
    await remove(account, physicalId, { MonthlySpendLimit: '50' });

    expect(account.settings).toEqual({ MonthlySpendLimit: '50' });
  });

  it('restores the values after a creation that failed to write, as in a rollback', async () => {
    const account = fakeAccount(THEIRS);
    account.rejects = (attributes) => attributes === OURS;
    const { physicalId, failure } = await create(account);
    expect(failure).toBeDefined();
    account.rejects = () => false;
    await remove(account, physicalId);

    expect(account.settings).toEqual(THEIRS);
  });

  it("resets to SNS's defaults after a creation that never answered, when CloudFormation made up the id", async () => {
    const account = fakeAccount({ ...OURS, MonthlySpendLimit: '50' });
    await remove(account, 'LogtoSms-DeliveryLog-1ABCDEFGHIJKL');

    expect(account.settings).toEqual({ MonthlySpendLimit: '50' });
  });

  it('may happen twice', async () => {
    const account = fakeAccount(THEIRS);
    const { physicalId } = await create(account);
    await remove(account, physicalId);
    await remove(account, physicalId);

    expect(account.settings).toEqual(THEIRS);
  });

  it.each<AttributesRequest['kind']>(['Create', 'Update', 'Delete'])(
    'never throws, since CloudFormation waits: %s',
    async (kind) => {
      const broken: SmsSettingsApi = {
        read: () => Promise.reject('no error'),
        write: () => Promise.reject('no error'),
        sleep: async () => undefined,
      };

      expect((await applyRequest({ kind, attributes: OURS, physicalId: 'before:' }, broken)).failure).toBeInstanceOf(
        Error,
      );
    },
  );
});

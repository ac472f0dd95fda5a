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
  /** How many of the next calls fail; of writes only those that say so. */
  failures: number;
  refuses: (attributes: Attributes) => boolean;
}

/** An account's settings as SNS keeps them: an empty value is none. */
function account(settings: Record<string, string> = {}): FakeAccount {
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
    refuses: () => false,
    async read() {
      fail();
      return { ...fake.settings };
    },
    async write(attributes) {
      fail();
      if (fake.refuses(attributes)) throw new Error('refused');
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

const create = (of: SmsSettingsApi, attributes: Attributes = OURS) => applyRequest({ kind: 'Create', attributes }, of);
const remove = (of: SmsSettingsApi, memory: string | undefined, attributes: Attributes = OURS) =>
  applyRequest({ kind: 'Delete', attributes, memory }, of);

describe('setting', () => {
  it('sets what is ours and leaves the rest', async () => {
    const of = account({ MonthlySpendLimit: '50' });

    expect(await create(of)).not.toHaveProperty('failure');
    expect(of.settings).toEqual({ ...OURS, MonthlySpendLimit: '50' });
    expect(of.writes).toEqual([OURS]);
  });

  it('reads before it sets', async () => {
    const of = account(THEIRS);
    const { memory } = await create(of);

    expect(memory).toBe('before:DeliveryStatusIAMRole=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Ftheirs+%26+co');
  });

  it('sets the new values on an update, and keeps the first memory', async () => {
    const of = account(THEIRS);
    const { memory } = await create(of);
    const changed = { ...OURS, DeliveryStatusIAMRole: 'arn:aws:iam::123456789012:role/new' };

    expect(await applyRequest({ kind: 'Update', attributes: changed, memory }, of)).toEqual({ memory });
    await remove(of, memory, changed);
    expect(of.settings).toEqual(THEIRS);
  });

  it('takes back an update that is rolled back, by another update', async () => {
    const of = account();
    const { memory } = await create(of);
    await applyRequest(
      { kind: 'Update', attributes: { ...OURS, DeliveryStatusSuccessSamplingRate: '50' }, memory },
      of,
    );
    await applyRequest({ kind: 'Update', attributes: OURS, memory }, of);

    expect(of.settings).toEqual(OURS);
  });

  it('waits for a role that is not known everywhere yet', async () => {
    const of = account();
    of.failures = 3;

    expect(await create(of)).not.toHaveProperty('failure');
    expect(of.slept).toEqual([2_000, 4_000, 8_000]);
    expect(of.settings).toEqual(OURS);
  });

  it('gives up at last, and says why', async () => {
    const of = account();
    of.failures = 100;

    expect(await create(of)).toEqual({
      memory: 'nothing-set',
      failure: expect.objectContaining({ name: 'AuthorizationErrorException', message: 'not yet' }),
    });
  });

  it('sets nothing that it could not remember', async () => {
    const of = account({ DeliveryStatusIAMRole: `arn:aws:iam::123456789012:role/${'x'.repeat(1_100)}` });
    const { failure, memory } = await create(of);

    expect(failure?.message).toContain('too long');
    expect(memory).toBe('nothing-set');
    expect(of.writes).toEqual([]);
  });
});

describe('removal', () => {
  it.each([
    ['nothing', {}],
    ['a role of somebody else', THEIRS],
    ['a part of it, by the same value', { DeliveryStatusSuccessSamplingRate: '100' }],
  ])('leaves the account as it was before: with %s', async (_, before) => {
    const of = account(before);
    const { memory } = await create(of);

    expect(await remove(of, memory)).toEqual({ memory });
    expect(of.settings).toEqual(before);
  });

  it('leaves alone what somebody has changed since', async () => {
    const of = account(THEIRS);
    const { memory } = await create(of);
    of.settings.DeliveryStatusIAMRole = 'arn:aws:iam::123456789012:role/newer';
    await remove(of, memory);

    expect(of.settings).toEqual({ ...THEIRS, DeliveryStatusIAMRole: 'arn:aws:iam::123456789012:role/newer' });
  });

  it('asks for nothing when nothing is ours any more', async () => {
    const of = account();
    const { memory } = await create(of);
    of.settings = { MonthlySpendLimit: '7' };
    of.writes.length = 0;
    await remove(of, memory);

    expect(of.writes).toEqual([]);
  });

  it('tries again, before it gives up what was there before', async () => {
    const of = account(THEIRS);
    const { memory } = await create(of);
    of.failures = 2;
    await remove(of, memory);

    expect(of.settings).toEqual(THEIRS);
    expect(of.slept).toEqual([2_000, 4_000]);
  });

  it('unsets at least what it cannot set back, such as a role that is gone', async () => {
    const of = account(THEIRS);
    const { memory } = await create(of);
    of.refuses = ({ DeliveryStatusIAMRole }) => DeliveryStatusIAMRole === THEIRS.DeliveryStatusIAMRole;

    expect(await remove(of, memory)).toEqual({ memory });
    expect(of.settings).toEqual({ MonthlySpendLimit: '50' });
  });

  it('says so when it can do neither', async () => {
    const of = account();
    const { memory } = await create(of);
    of.refuses = () => true;

    expect((await remove(of, memory)).failure?.message).toBe('refused');
  });

  it('leaves everything alone after a creation that could not read', async () => {
    const of = account({ MonthlySpendLimit: '50' });
    of.failures = 4;
    const { memory } = await create(of, { MonthlySpendLimit: '50' });
    await remove(of, memory, { MonthlySpendLimit: '50' });

    expect(of.settings).toEqual({ MonthlySpendLimit: '50' });
  });

  it('sets back after a creation that failed at its second step, as a rollback does', async () => {
    const of = account(THEIRS);
    of.refuses = (attributes) => attributes === OURS;
    const { memory, failure } = await create(of);
    expect(failure).toBeDefined();
    of.refuses = () => false;
    await remove(of, memory);

    expect(of.settings).toEqual(THEIRS);
  });

  it("goes back to SNS's own values after a creation that never answered, when CloudFormation made up the id", async () => {
    const of = account({ ...OURS, MonthlySpendLimit: '50' });
    await remove(of, 'LogtoSms-DeliveryLog-1ABCDEFGHIJKL');

    expect(of.settings).toEqual({ MonthlySpendLimit: '50' });
  });

  it('may be asked for twice', async () => {
    const of = account(THEIRS);
    const { memory } = await create(of);
    await remove(of, memory);
    await remove(of, memory);

    expect(of.settings).toEqual(THEIRS);
  });

  it.each<AttributesRequest['kind']>(['Create', 'Update', 'Delete'])(
    'never throws, since CloudFormation waits: %s',
    async (kind) => {
      const broken: SmsSettingsApi = {
        read: () => Promise.reject('no error'),
        write: () => Promise.reject('no error'),
        sleep: async () => undefined,
      };

      expect((await applyRequest({ kind, attributes: OURS, memory: 'before:' }, broken)).failure).toBeInstanceOf(Error);
    },
  );
});

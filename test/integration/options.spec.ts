import { deploy, destroy } from './cdk';
import { check } from './check';
import { context } from './context';
import { CONFIG, type Deployed } from './deployed';
import { ACCEPTED, readToken, SIMULATOR, sendByConnector, urlOf } from './endpoint';
import { eventsApiOf, postEvent, storeSigningKey } from './events';
import { eventually } from './eventually';
import {
  BEFORE,
  deleteDeliveryLogs,
  deliveryLogs,
  deployWithFailure,
  eventsOf,
  fullNameOf,
  ON,
  printedByFailure,
  statusOf,
  tracingOf,
} from './options';
import { linesOf } from './published';
import { inventory, resourcesOf } from './resources';
import { readSmsSettings, whileOthersSend, writeSmsSettings } from './sms-settings';

const run = context();
const SENT_TO = SIMULATOR.AT;
let before: ReadonlySet<string>;
let known: Pick<Deployed, 'outputs' | 'resources'>;

/** The account's settings while all options are on. */
const WHILE_ON = {
  ...BEFORE,
  DeliveryStatusIAMRole: expect.stringContaining(`:role/${run.stack}`),
  DeliveryStatusSuccessSamplingRate: '100',
  MonthlySpendLimit: '80',
};

/** The delivery logs while they are on, by their retention in days. */
const LOGS = { DirectPublishToPhoneNumber: 7, 'DirectPublishToPhoneNumber/Failure': 7 };

beforeAll(async () => {
  await writeSmsSettings({ DeliveryStatusIAMRole: '', DeliveryStatusSuccessSamplingRate: '', ...BEFORE });
  await deleteDeliveryLogs();
  before = await inventory();
});

async function deployAll(config: object): Promise<void> {
  const { outputs } = await deploy(config, run);
  known = { outputs, resources: await resourcesOf(run.stack) };
}

async function expectAllOn(): Promise<void> {
  expect(await readSmsSettings()).toEqual(WHILE_ON);
  expect(await deliveryLogs()).toEqual(LOGS);
  expect(await tracingOf(known)).toEqual(['Active, allowed', 'Active, allowed']);
  expect(await eventsApiOf(known)).toEqual({ routes: ['POST /logto-events'], rate: 36, burst: 36 });
}

async function expectAllOff(): Promise<void> {
  expect(await readSmsSettings()).toEqual(BEFORE);
  expect(await deliveryLogs()).toEqual({});
  expect(await tracingOf(known)).toEqual(['PassThrough, not allowed', 'PassThrough, not allowed']);
  expect(await eventsApiOf(known)).toBeUndefined();
}

async function expectSends(code: string): Promise<void> {
  const message = { to: SENT_TO, type: 'SignIn', payload: { code, locale: 'de' } };
  const authorization = `Bearer ${await readToken(known.outputs)}`;
  expect(ACCEPTED).toContainEqual(await sendByConnector(message, urlOf(known.outputs, run), authorization));
}

describe('A new stack that fails', () => {
  check('is rolled back with everything that it had set, and leaves the account as it was', async () => {
    const printed = await deployWithFailure(ON, run);

    expect(printed).toContain('PlantedFailure');
    expect(await eventsOf(run.stack, /^SmsAttributesDeliveryLog/)).toEqual([
      ...['CREATE_IN_PROGRESS', 'CREATE_COMPLETE', 'DELETE_IN_PROGRESS', 'DELETE_COMPLETE'],
    ]);
    expect(await statusOf(run.stack)).toBe('ROLLBACK_COMPLETE');
    expect(await readSmsSettings()).toEqual(BEFORE);
    expect(await deliveryLogs()).toEqual({});
  });
});

describe('A new stack with every option on', () => {
  check("is deployed where one has failed, and sets the account's settings and no others", async () => {
    await deployAll(ON);

    await expectAllOn();
  });

  check('sends, and SNS logs it', async () => {
    await expectSends('600001');

    await eventually(async () => expect(await linesOf(await fullNameOf('DirectPublishToPhoneNumber'))).not.toEqual([]));
    // SNS found the group, so it keeps the lines for as long as the stack says.
    expect(await deliveryLogs()).toEqual(LOGS);
  });
});

describe("Logto's events", () => {
  check('credit the code that was sent to a number, with the signing key that was stored by hand', async () => {
    await storeSigningKey(known);
    await expectSends('600011');

    expect(await postEvent(SENT_TO, known, run)).toEqual({
      status: 200,
      line: expect.objectContaining({ outcome: 'credited', country: 'AT' }),
    });
  });
});

describe('An update that fails', () => {
  check('is rolled back to the settings that the stack had', async () => {
    const printed = await deployWithFailure({ ...ON, monthlySpendLimitUsd: 90, tracing: false }, run);

    expect(printed).toContain('PlantedFailure');
    expect(await eventsOf(run.stack, /^SmsAttributesMonthlySpendLimit/)).toContain('UPDATE_COMPLETE');
    expect(await statusOf(run.stack)).toBe('UPDATE_ROLLBACK_COMPLETE');
    await expectAllOn();
  });

  check('because SNS rejects the limit says so, and changes nothing', async () => {
    const printed = await printedByFailure({ ...ON, monthlySpendLimitUsd: 100_000 }, run);

    expect(printed).toContain('MonthlySpendLimit 100000 exceeds the quota');
    expect(await statusOf(run.stack)).toBe('UPDATE_ROLLBACK_COMPLETE');
    await expectAllOn();
  });

  check('while it switches everything off leaves everything on', async () => {
    await deployWithFailure(CONFIG, run);

    await expectAllOn();
    await expectSends('600002');
  });
});

describe('An update that switches every option off', () => {
  check(
    'restores the settings before it deletes the delivery logs, so that SNS does not create them again',
    async () => {
      await whileOthersSend(() => deployAll(CONFIG));

      await expectAllOff();
      await expectSends('600003');
    },
  );
});

describe('An update that switches every option on', () => {
  check('and fails, leaves the account as it was', async () => {
    await deployWithFailure(ON, run);

    expect(await statusOf(run.stack)).toBe('UPDATE_ROLLBACK_COMPLETE');
    await expectAllOff();
  });

  check('sets them as a new stack does', async () => {
    await deployAll(ON);

    await expectAllOn();
  });

  check('and one off again restores that one only', async () => {
    await deployAll({ ...ON, setMonthlySpendLimit: false });

    expect(await readSmsSettings()).toEqual({ ...WHILE_ON, MonthlySpendLimit: BEFORE.MonthlySpendLimit });
    expect(await deliveryLogs()).toEqual(LOGS);
  });
});

describe('A removed stack', () => {
  check("leaves the account's settings as they were before, and nothing behind", async () => {
    // The removal must take both along, and what others changed meanwhile stays.
    await deployAll(ON);
    await writeSmsSettings({ DefaultSenderID: 'Changed' });

    await whileOthersSend(() => destroy(run));

    expect(await readSmsSettings()).toEqual({ ...BEFORE, DefaultSenderID: 'Changed' });
    await eventually(async () => {
      expect([...(await inventory())].filter((entry) => !before.has(entry))).toEqual([]);
    });
  });
});

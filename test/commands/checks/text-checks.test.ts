import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeAccountAttributesCommand,
  DescribeOptedOutNumbersCommand,
  DescribePhoneNumbersCommand,
  DescribePoolsCommand,
  DescribeSenderIdsCommand,
  DescribeSpendLimitsCommand,
  DescribeVerifiedDestinationNumbersCommand,
  GetProtectConfigurationCountryRuleSetCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { readStack } from '../../../commands/aws/deployed';
import { type AccountContext, type Check, runCheck } from '../../../commands/checks/check';
import { examine } from '../../../commands/checks/examine';
import { protect } from '../../../commands/checks/protect';
import { region } from '../../../commands/checks/region';
import { senderIdentity } from '../../../commands/checks/sender-identity';
import { textOptedOut } from '../../../commands/checks/text-opted-out';
import { textSandbox } from '../../../commands/checks/text-sandbox';
import { textSpend } from '../../../commands/checks/text-spend';
import type { State } from '../../../commands/cli/print';
import { parseConfig } from '../../../config/load-config';
import {
  type Clients,
  freshAccount,
  healthyAccount,
  mockedClients,
  NOW,
  phoneNumber,
  pool,
  SDK,
} from '../fake-account';
import { fakeOutput } from '../fake-output';

const SENDER_ID = 'arn:aws:sms-voice:eu-central-1:111122223333:sender-id/Acme/GB';

let clients: Clients;

beforeAll(() => {
  clients = mockedClients();
});
beforeEach(() => {
  for (const client of Object.values(clients)) client.reset();
  healthyAccount(clients, 'https://abc.example.com/sms');
  clients.smsVoice.on(DescribePoolsCommand).resolves({ Pools: [pool()] });
});

function configOf(changes: object = {}) {
  const sender = { api: 'end-user-messaging', identity: 'pool-0123' };
  return parseConfig({ brand: 'Acme', countries: ['DE', 'GB'], sender, ...changes }, 'test');
}

async function contextOf(config: object = {}, changes: Partial<AccountContext> = {}): Promise<AccountContext> {
  const stack = await readStack(SDK, 'LogtoSms');
  return { sdk: SDK, config: configOf(config), stack, phone: undefined, now: () => NOW, ...changes };
}

interface Case {
  readonly check: Check<AccountContext>;
  readonly when: string;
  readonly change?: (clients: Clients) => void;
  readonly config?: object;
  readonly context?: Partial<AccountContext>;
  /** What the line has; `undefined` when there is none. */
  readonly expected: readonly [state: State, text: string, next?: string] | undefined;
}

function notFound(): Error {
  return Object.assign(new Error('no such resource'), { name: 'ResourceNotFoundException' });
}

function spendLimits(EnforcedLimit: number, MaxLimit: number, Overridden = true) {
  return { SpendLimits: [{ Name: 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT' as const, EnforcedLimit, MaxLimit, Overridden }] };
}

function tier(Value: string, id?: string) {
  const AccountAttributes = [
    { Name: 'ACCOUNT_TIER' as const, Value },
    ...(id ? [{ Name: 'DEFAULT_PROTECT_CONFIGURATION_ID' as const, Value: id }] : []),
  ];
  return { AccountAttributes };
}

function named(identity: string): object {
  return { sender: { api: 'end-user-messaging', identity } };
}

const cases: Case[] = [
  { check: region, when: 'the API is there', expected: ['ok', 'AWS End User Messaging sends SMS from eu-central-1.'] },
  {
    check: region,
    when: 'the API is there, and SNS is not',
    context: { sdk: { ...SDK, region: 'mx-central-1' } },
    expected: ['ok', 'AWS End User Messaging sends SMS from mx-central-1.'],
  },
  {
    check: region,
    when: 'it is not listed',
    context: { sdk: { ...SDK, region: 'ap-east-1' } },
    expected: ['warn', 'ap-east-1 is not among', 'gr/end-user-messaging.html'],
  },
  { check: textSandbox, when: 'the account is out of it', expected: ['ok', 'out of the SMS sandbox'] },
  {
    check: textSandbox,
    when: 'the account is in it',
    change: ({ smsVoice }) => {
      smsVoice.on(DescribeAccountAttributesCommand).resolves(tier('SANDBOX'));
      const of = { VerifiedDestinationNumberArn: '', DestinationPhoneNumber: '', CreatedTimestamp: new Date() };
      smsVoice.on(DescribeVerifiedDestinationNumbersCommand).resolves({
        VerifiedDestinationNumbers: [
          { ...of, VerifiedDestinationNumberId: '1', Status: 'VERIFIED' },
          { ...of, VerifiedDestinationNumberId: '2', Status: 'PENDING' },
        ],
      });
    },
    expected: [
      'fail',
      'AWS refuses codes to numbers that are not verified, and 1 number is verified',
      'production access',
    ],
  },
  {
    check: textSpend,
    when: 'much is left',
    change: ({ smsVoice }) => smsVoice.on(DescribeSpendLimitsCommand).resolves(spendLimits(200, 500)),
    expected: ['ok', '31.20 USD of 200 USD spent on SMS this month.'],
  },
  {
    check: textSpend,
    when: 'no limit of its own is set',
    change: ({ smsVoice }) => smsVoice.on(DescribeSpendLimitsCommand).resolves(spendLimits(1, 500, false)),
    expected: ['ok', '31.20 USD of 500 USD spent on SMS this month.'],
  },
  {
    check: textSpend,
    when: 'the own limit is reached',
    change: ({ smsVoice }) => smsVoice.on(DescribeSpendLimitsCommand).resolves(spendLimits(30, 500)),
    expected: ['fail', 'AWS refuses every further SMS', 'set-text-message-spend-limit-override --monthly-limit 500'],
  },
  {
    check: textSpend,
    when: 'the limit of AWS is nearly reached',
    change: ({ smsVoice }) => smsVoice.on(DescribeSpendLimitsCommand).resolves(spendLimits(35, 35)),
    expected: ['warn', '31.20 USD of 35 USD', 'TextMessageMonthlySpend'],
  },
  {
    check: textSpend,
    when: 'the account is new, and nothing was ever sent',
    change: ({ smsVoice, cloudwatch }) => {
      smsVoice.on(DescribeSpendLimitsCommand).resolves(spendLimits(1, 1, false));
      cloudwatch.on(GetMetricStatisticsCommand).resolves({ Datapoints: [] });
    },
    expected: ['warn', 'An unknown amount of 1 USD', 'Service Quotas'],
  },
  {
    check: textSpend,
    when: 'the alarms assume another limit',
    config: { monthlySpendLimitUsd: 100 },
    change: ({ smsVoice }) => smsVoice.on(DescribeSpendLimitsCommand).resolves(spendLimits(200, 500)),
    expected: ['warn', 'assume a limit of 100 USD, but it is 200 USD', '"monthlySpendLimitUsd": 200'],
  },
  {
    check: textSpend,
    when: 'CloudWatch has no value, since the service-linked role is missing or nothing was sent',
    change: ({ cloudwatch }) => cloudwatch.on(GetMetricStatisticsCommand).resolves({ Datapoints: [] }),
    expected: [
      'warn',
      'spent on SMS this month: CloudWatch has no value.',
      'create-service-linked-role --aws-service-name sms-voice.amazonaws.com',
    ],
  },
  {
    check: textSpend,
    when: 'CloudWatch has no value for the alarms',
    config: { monthlySpendLimitUsd: 500 },
    change: ({ cloudwatch }) => cloudwatch.on(GetMetricStatisticsCommand).resolves({ Datapoints: [] }),
    expected: ['warn', 'CloudWatch has no value, so that no alarm on the spend can go off.'],
  },
  {
    check: senderIdentity,
    when: 'the pool is active',
    expected: ['ok', 'The configured sender can send codes from eu-central-1.'],
  },
  {
    check: senderIdentity,
    when: 'none is named',
    config: { sender: { api: 'end-user-messaging' } },
    expected: ['ok', 'AWS chooses one of the account'],
  },
  {
    check: senderIdentity,
    when: 'the pool does not exist',
    change: ({ smsVoice }) => smsVoice.on(DescribePoolsCommand).rejects(notFound()),
    expected: ['fail', 'pool-0123 (it does not exist in this Region)', 'Correct "sender"'],
  },
  {
    check: senderIdentity,
    when: 'the pool is being made',
    change: ({ smsVoice }) => smsVoice.on(DescribePoolsCommand).resolves({ Pools: [pool({ Status: 'CREATING' })] }),
    expected: ['fail', 'pool-0123 (its status is CREATING)'],
  },
  {
    check: senderIdentity,
    when: 'the pool is for advertising',
    change: ({ smsVoice }) =>
      smsVoice.on(DescribePoolsCommand).resolves({ Pools: [pool({ MessageType: 'PROMOTIONAL' })] }),
    expected: ['fail', 'pool-0123 (it is for promotional messages)'],
  },
  {
    check: senderIdentity,
    when: 'it is in another Region',
    config: named('arn:aws:sms-voice:us-east-1:111122223333:pool/pool-0123'),
    expected: ['fail', '(it is in us-east-1, and the stack in eu-central-1)'],
  },
  {
    check: senderIdentity,
    when: 'the number is active',
    config: named('phone-0123'),
    expected: ['ok', 'The configured sender can send codes'],
  },
  {
    check: senderIdentity,
    when: 'the number has no SMS',
    config: named('phone-0123'),
    change: ({ smsVoice }) =>
      smsVoice.on(DescribePhoneNumbersCommand).resolves({
        PhoneNumbers: [{ ...phoneNumber('+18885550123', 'US'), NumberCapabilities: ['VOICE'] }],
      }),
    expected: ['fail', 'phone-0123 (it cannot send SMS)'],
  },
  {
    check: senderIdentity,
    when: 'one of two is wrong',
    config: { sender: { api: 'end-user-messaging', identity: 'pool-0123', countryIdentities: { GB: SENDER_ID } } },
    change: ({ smsVoice }) => smsVoice.on(DescribeSenderIdsCommand).rejects(notFound()),
    expected: ['fail', `AWS refuses codes from ${SENDER_ID} (it does not exist in this Region).`],
  },
  {
    check: protect,
    when: 'the account blocks a served country, and the messages name no configuration',
    change: ({ smsVoice }) =>
      smsVoice
        .on(GetProtectConfigurationCountryRuleSetCommand, { ProtectConfigurationId: 'protect-1' })
        .resolves({ CountryRuleSet: { GB: { ProtectStatus: 'BLOCK' } } }),
    expected: ['fail', 'The account blocks GB, which you serve: AWS refuses these SMS.', 'protect-1'],
  },
  {
    check: protect,
    when: 'the configured one blocks a served country, whatever the account does',
    config: { sender: { api: 'end-user-messaging', protectConfiguration: 'protect-2' } },
    change: ({ smsVoice }) =>
      smsVoice
        .on(GetProtectConfigurationCountryRuleSetCommand, { ProtectConfigurationId: 'protect-2' })
        .resolves({ CountryRuleSet: { DE: { ProtectStatus: 'BLOCK' } } }),
    expected: ['fail', 'The protect configuration protect-2 blocks DE, which you serve', 'protect-2'],
  },
  {
    check: protect,
    when: 'the stack has one that filters as configured',
    config: { smsProtect: 'filter' },
    context: { stack: stackWith('EndUserMessagingProtect1A2B', 'AWS::SMSVOICE::ProtectConfiguration', 'protect-3') },
    change: ({ smsVoice }) =>
      smsVoice
        .on(GetProtectConfigurationCountryRuleSetCommand, { ProtectConfigurationId: 'protect-3' })
        .resolves({ CountryRuleSet: { DE: { ProtectStatus: 'FILTER' }, FR: { ProtectStatus: 'BLOCK' } } }),
    expected: ['ok', 'The protect configuration protect-3 blocks no country that you serve.'],
  },
  ...(['block', 'filter'] as const).map(
    (smsProtect): Case => ({
      check: protect,
      when: `the account blocks a served country, but the next deploy makes one of its own ("${smsProtect}")`,
      config: { smsProtect },
      context: { stack: undefined },
      change: ({ smsVoice }) =>
        smsVoice
          .on(GetProtectConfigurationCountryRuleSetCommand, { ProtectConfigurationId: 'protect-1' })
          .resolves({ CountryRuleSet: { GB: { ProtectStatus: 'BLOCK' } } }),
      expected: ['ok', 'The next deploy makes a protect configuration, which blocks no country that you serve.'],
    }),
  ),
  { check: textOptedOut, when: 'no number is given', expected: undefined },
  {
    check: textOptedOut,
    when: 'it is on no list',
    context: { phone: '+4915112345678' },
    expected: ['ok', 'The number …78 has not opted out.'],
  },
  {
    check: textOptedOut,
    when: "it is on the pool's list",
    context: { phone: '+4915112345678' },
    change: ({ smsVoice }) => {
      smsVoice.on(DescribePoolsCommand).resolves({ Pools: [pool({ OptOutListName: 'Codes' })] });
      smsVoice.on(DescribeOptedOutNumbersCommand, { OptOutListName: 'Codes' }).resolves({
        OptedOutNumbers: [{ OptedOutNumber: '+4915112345678', OptedOutTimestamp: new Date(), EndUserOptedOut: true }],
      });
    },
    expected: [
      'fail',
      'has opted out (it answered STOP, list "Codes")',
      'delete-opted-out-number --opt-out-list-name Codes',
    ],
  },
];

function stackWith(...[logicalId, type, physicalId]: [string, string, string]): AccountContext['stack'] {
  return { name: 'LogtoSms', status: 'UPDATE_COMPLETE', outputs: {}, resources: [{ logicalId, type, physicalId }] };
}

describe('with End User Messaging, each check', () => {
  it.each(cases.map((each) => [each.check.name, each.when, each] as const))('%s: %s', async (_, __, each) => {
    each.change?.(clients);

    const finding = await runCheck(each.check, await contextOf(each.config, each.context));

    if (!each.expected) return expect(finding).toBeUndefined();
    const [state, text, next] = each.expected;
    expect(finding).toMatchObject({ check: each.check.name, state, text: expect.stringContaining(text) });
    if (next !== undefined) expect(finding?.next).toContain(next);
    if (state !== 'ok') expect(finding?.next).toBeTruthy();
    expect(JSON.stringify(finding)).not.toContain('+4915112345678');
  });

  it.each([textSandbox, textSpend, senderIdentity, protect, textOptedOut].map((check) => [check.name, check] as const))(
    '%s: names the permission that is missing',
    async (_, check) => {
      const context = await contextOf({}, { phone: '+4915112345678' });
      const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
      for (const client of Object.values(clients)) client.reset().rejects(denied);

      const finding = await runCheck(check, context);

      expect(finding).toMatchObject({ state: 'warn', text: expect.stringContaining('Cannot check') });
      expect(finding?.next).toContain(check.actions[0]);
    },
  );
});

describe('the report of doctor with End User Messaging', () => {
  async function checksOf(config: object): Promise<string[]> {
    const account = { sdk: SDK, config: configOf(config), phone: '+4915112345678', now: () => NOW };
    const findings = await examine(account, { name: 'LogtoSms' }, fakeOutput());
    return findings.map(({ check }) => check);
  }

  it('asks SNS nothing but who gets the alarms, whatever the account is like', async () => {
    for (const account of [freshAccount, healthyAccount]) {
      clients.sns.reset();
      account(clients, 'https://abc.example.com/sms');
      clients.smsVoice.on(DescribePoolsCommand).resolves({ Pools: [pool()] });
      clients.sns.resetHistory();
      await checksOf({});

      const asked = clients.sns.calls().map(({ args: [command] }) => command.constructor.name);
      expect(asked.filter((name) => name !== 'ListSubscriptionsByTopicCommand')).toEqual([]);
    }
  });

  it('leaves out what is about SNS, and the other way round', async () => {
    freshAccount(clients);
    const both = [
      'identity',
      'stack',
      'region',
      'sandbox',
      'spend',
      'origination',
      'protect',
      'opted-out',
      'concurrency',
    ];

    const eum = await checksOf({});
    const sns = await checksOf({ sender: undefined });

    expect(eum).toEqual(expect.arrayContaining([...both, 'sender-identity']));
    expect(eum).toHaveLength(both.length + 1);
    expect(sns).toEqual(expect.arrayContaining([...both, 'receipts', 'pace']));
    expect(sns).not.toContain('sender-identity');
  });

  it('finds nothing to fix in a healthy account', async () => {
    clients.smsVoice.on(DescribeSpendLimitsCommand).resolves(spendLimits(200, 500));
    const account = { sdk: SDK, config: configOf({ countries: ['DE'] }), phone: undefined, now: () => NOW };
    const findings = await examine(account, { name: 'LogtoSms' }, fakeOutput());

    // The endpoint of this account does not exist.
    const wrong = findings.filter(({ check, state }) => state !== 'ok' && check !== 'endpoint');
    expect(wrong).toEqual([]);
  });
});

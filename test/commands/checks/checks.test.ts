import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeStacksCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { DescribeAlarmsCommand, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { GetAccountSettingsCommand, GetFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import {
  DescribePhoneNumbersCommand,
  DescribeSenderIdsCommand,
  DescribeSpendLimitsCommand,
  GetProtectConfigurationCountryRuleSetCommand,
  GetResourcePolicyCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { DescribeSecretCommand, ListSecretVersionIdsCommand } from '@aws-sdk/client-secrets-manager';
import { ListServiceQuotasCommand } from '@aws-sdk/client-service-quotas';
import {
  CheckIfPhoneNumberIsOptedOutCommand,
  GetSMSAttributesCommand,
  GetSMSSandboxAccountStatusCommand,
  ListSMSSandboxPhoneNumbersCommand,
  ListSubscriptionsByTopicCommand,
} from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { readStack } from '../../../commands/aws/deployed';
import { alarmMail } from '../../../commands/checks/alarm-mail';
import { alarms } from '../../../commands/checks/alarms';
import { type Check, runCheck, type StackContext } from '../../../commands/checks/check';
import { concurrency } from '../../../commands/checks/concurrency';
import { endpoint } from '../../../commands/checks/endpoint';
import { identity } from '../../../commands/checks/identity';
import { optedOut } from '../../../commands/checks/opted-out';
import { origination } from '../../../commands/checks/origination';
import { protect } from '../../../commands/checks/protect';
import { pseudonymKey } from '../../../commands/checks/pseudonym-key';
import { queues } from '../../../commands/checks/queues';
import { rate } from '../../../commands/checks/rate';
import { receipts } from '../../../commands/checks/receipts';
import { region } from '../../../commands/checks/region';
import { sandbox } from '../../../commands/checks/sandbox';
import { snsMayUse } from '../../../commands/checks/sns-may-use';
import { spend } from '../../../commands/checks/spend';
import { stack } from '../../../commands/checks/stack';
import { tokenAge } from '../../../commands/checks/token-age';
import type { State } from '../../../commands/cli/print';
import { parseConfig } from '../../../config/load-config';
import { tokenVerifier } from '../../../lambda/token-verifier';
import {
  type Clients,
  healthyAccount,
  KEY_ARN,
  mockedClients,
  NOW,
  phoneNumber,
  RESOURCES,
  resources,
  SDK,
  spendLimit,
  stackNamed,
  TOKEN_ARN,
  TOPIC_ARN,
} from '../fake-account';
import { type FakeEndpoint, fakeEndpoint } from '../fake-endpoint';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const CONSUMER = 'LogtoSms-Consumer';

let clients: Clients;
let healthyEndpoint: FakeEndpoint;
let endpointWithoutSecret: FakeEndpoint;
let failingServer: Server;
let failingUrl: string;

beforeAll(async () => {
  clients = mockedClients();
  healthyEndpoint = await fakeEndpoint();
  endpointWithoutSecret = await fakeEndpoint({ acceptsToken: coldWithoutSecret });
  failingServer = createServer((_, response) => response.writeHead(503).end()).listen(0, '127.0.0.1');
  await once(failingServer, 'listening');
  failingUrl = `http://127.0.0.1:${(failingServer.address() as AddressInfo).port}/sms`;
});
beforeEach(() => {
  for (const client of Object.values(clients)) client.reset();
  healthyAccount(clients, healthyEndpoint.url);
});
afterAll(async () => {
  await healthyEndpoint.close();
  await endpointWithoutSecret.close();
  failingServer.close();
  failingServer.closeAllConnections();
});

/** The healthy account with a stack, as the checks get it, with changes. */
async function contextOf(config: object = {}, changes: Partial<StackContext> = {}): Promise<StackContext> {
  const found = await readStack(SDK, 'LogtoSms');
  if (!found) throw new Error('The fake account has no stack.');
  return {
    sdk: SDK,
    config: parseConfig({ brand: 'Acme', countries: ['DE', 'US'], ...config }, 'test'),
    stack: found,
    phone: undefined,
    now: () => NOW,
    ...changes,
  };
}

interface Case {
  readonly check: Check<StackContext>;
  readonly when: string;
  readonly change?: (clients: Clients) => void;
  readonly config?: object;
  readonly context?: Partial<StackContext>;
  /** What the line has; `undefined` when there is none. */
  readonly expected: readonly [state: State, text: string, next?: string] | undefined;
}

/** The versions of a secret that was rotated at a time. */
function rotatedAt(time: number) {
  return [
    { VersionStages: ['AWSCURRENT'], CreatedDate: new Date(time) },
    { VersionStages: ['AWSPREVIOUS'], CreatedDate: new Date(time - 40 * DAY) },
  ];
}

/** What AWS says of a secret that does not exist. */
function notFound(): Error {
  return Object.assign(new Error("Secrets Manager can't find the specified secret."), {
    name: 'ResourceNotFoundException',
  });
}

/** Checks tokens as a new instance of the function does whose secret cannot be read. */
const coldWithoutSecret = tokenVerifier({
  readSecret: async () => {
    throw notFound();
  },
  graceHours: 24,
  now: Date.now,
});

function denied(message = 'no'): Error {
  return Object.assign(new Error(message), { name: 'AccessDeniedException' });
}

const cases: Case[] = [
  {
    check: identity,
    when: 'AWS accepts the credentials',
    expected: ['ok', 'Account 111122223333, as assumed-role/Admin/ops.'],
  },
  {
    check: identity,
    when: 'the session has ended',
    change: ({ sts }) =>
      sts.on(GetCallerIdentityCommand).rejects(Object.assign(new Error('expired'), { name: 'ExpiredTokenException' })),
    expected: ['fail', 'AWS does not accept your credentials: expired', 'aws sso login'],
  },
  {
    check: identity,
    when: 'there is no network',
    change: ({ sts }) =>
      sts.on(GetCallerIdentityCommand).rejects(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' })),
    expected: ['fail', 'AWS cannot be reached (ENOTFOUND)', 'Check the network'],
  },
  { check: region, when: 'SNS sends from there', expected: ['ok', 'SNS sends SMS from eu-central-1.'] },
  {
    check: region,
    when: 'the Region is not listed',
    context: { sdk: { ...SDK, region: 'mx-central-1' } },
    expected: ['warn', 'mx-central-1 is not among', 'https://docs.aws.amazon.com/sns/'],
  },
  { check: stack, when: 'it is complete', expected: ['ok', 'The stack LogtoSms is complete in eu-central-1.'] },
  {
    check: stack,
    when: 'it is of another kind',
    context: { stack: { name: 'Other', status: 'CREATE_COMPLETE', outputs: {}, resources: [] } },
    expected: ['fail', 'The stack Other lacks sender, senderLog', '--stack'],
  },
  { check: sandbox, when: 'the account is out of it', expected: ['ok', 'out of the SMS sandbox'] },
  {
    check: sandbox,
    when: 'the account is in it',
    change: ({ sns }) => {
      sns.on(GetSMSSandboxAccountStatusCommand).resolves({ IsInSandbox: true });
      sns.on(ListSMSSandboxPhoneNumbersCommand).resolves({
        PhoneNumbers: [{ Status: 'Verified' }, { Status: 'Pending' }],
      });
    },
    expected: [
      'fail',
      'in the SMS sandbox: it can send only to verified numbers, and 1 number is verified',
      'production access',
    ],
  },
  {
    check: spend,
    when: 'the alarms assume another limit',
    config: { monthlySpendLimitUsd: 100 },
    expected: ['warn', 'assume a limit of 100 USD, but it is 200 USD', '"monthlySpendLimitUsd": 200'],
  },
  {
    check: spend,
    when: 'the alarms have the limit',
    config: { monthlySpendLimitUsd: 200 },
    expected: ['ok', '31.20 USD of 200 USD spent on SMS this month.'],
  },
  { check: spend, when: 'much is left', expected: ['ok', '31.20 USD of 200 USD spent on SMS this month.'] },
  {
    check: spend,
    when: 'nothing was ever sent, and the account is new',
    change: ({ sns, cloudwatch, smsVoice }) => {
      sns.on(GetSMSAttributesCommand).resolves({});
      cloudwatch.on(GetMetricStatisticsCommand).resolves({});
      smsVoice.on(DescribeSpendLimitsCommand).resolves({ SpendLimits: [spendLimit(1)] });
    },
    expected: ['warn', '0 USD of 1 USD spent', 'Request a higher limit from AWS'],
  },
  {
    check: spend,
    when: 'a limit was never set, so that the highest allowed one applies',
    change: ({ sns }) => sns.on(GetSMSAttributesCommand).resolves({}),
    expected: ['ok', '31.20 USD of 500 USD spent on SMS this month.'],
  },
  {
    check: spend,
    when: '80 % are spent, and the stack sets the limit',
    config: { monthlySpendLimitUsd: 200, setMonthlySpendLimit: true },
    change: ({ cloudwatch }) => cloudwatch.on(GetMetricStatisticsCommand).resolves({ Datapoints: [{ Maximum: 160 }] }),
    expected: ['warn', '160 USD of 200 USD', 'set "monthlySpendLimitUsd": 500 in sms.config.json'],
  },
  {
    check: spend,
    when: '80 % are spent',
    change: ({ cloudwatch }) => cloudwatch.on(GetMetricStatisticsCommand).resolves({ Datapoints: [{ Maximum: 160 }] }),
    expected: ['warn', '160 USD of 200 USD', 'MonthlySpendLimit=500'],
  },
  {
    check: spend,
    when: 'the limit is spent',
    change: ({ cloudwatch }) =>
      cloudwatch.on(GetMetricStatisticsCommand).resolves({ Datapoints: [{ Maximum: 200.4 }] }),
    expected: [
      'fail',
      '200.40 USD of 200 USD spent on SMS this month: SNS accepts every further SMS, but discards it',
      'MonthlySpendLimit=500',
    ],
  },
  {
    check: origination,
    when: 'there is a number for the US',
    expected: ['ok', 'Origination numbers: 1, sender IDs: 0. No country'],
  },
  {
    check: origination,
    when: 'there is none for the US',
    change: ({ smsVoice }) =>
      smsVoice.on(DescribePhoneNumbersCommand).resolves({
        PhoneNumbers: [{ ...phoneNumber('+18885550123', 'US'), Status: 'PENDING' }],
      }),
    expected: [
      'fail',
      'Origination numbers: 0, sender IDs: 0. Without a US number of your own, no SMS reaches US',
      'toll-free',
    ],
  },
  {
    check: origination,
    when: 'a country requires registered sender IDs',
    config: { countries: ['DE', 'GB', 'SG'] },
    expected: ['warn', 'Sender IDs must be registered in GB, SG', 'registrations'],
  },
  {
    check: origination,
    when: 'it is registered there',
    config: { countries: ['DE', 'GB'] },
    change: ({ smsVoice }) => smsVoice.on(DescribeSenderIdsCommand).resolves({ SenderIds: [senderId('GB')] }),
    expected: ['ok', 'Origination numbers: 1, sender IDs: 1.'],
  },
  {
    check: origination,
    when: 'every country is served without a number',
    config: { countries: ['*'] },
    change: ({ smsVoice }) => smsVoice.on(DescribePhoneNumbersCommand).resolves({}),
    expected: ['fail', 'no SMS reaches US, AS, GU, PR, VI'],
  },
  { check: snsMayUse, when: 'the policies are there', expected: ['ok', 'SNS may send from every'] },
  {
    check: snsMayUse,
    when: 'there is nothing to send from',
    change: ({ smsVoice }) => smsVoice.on(DescribePhoneNumbersCommand).resolves({}),
    expected: undefined,
  },
  {
    check: snsMayUse,
    when: 'a number is so old that it needs no policy',
    change: ({ smsVoice }) =>
      smsVoice.on(DescribePhoneNumbersCommand).resolves({
        PhoneNumbers: [phoneNumber('+18885550123', 'US', '2024-08-31T00:00:00Z')],
      }),
    expected: undefined,
  },
  {
    check: snsMayUse,
    when: 'a number has no policy',
    change: ({ smsVoice }) =>
      smsVoice.on(GetResourcePolicyCommand).rejects(Object.assign(new Error(), { name: 'ResourceNotFoundException' })),
    expected: ['fail', 'SNS may not send from +18885550123', 'put-resource-policy'],
  },
  {
    check: snsMayUse,
    when: 'a number has no policy, and the AWS CLI may be too old to add one',
    change: ({ smsVoice }) => smsVoice.on(GetResourcePolicyCommand).resolves({}),
    expected: ['fail', 'SNS may not send from', 'AWS CLI 2.19 or later: if yours answers "Invalid choice"'],
  },
  {
    check: snsMayUse,
    when: 'its policy is for another service',
    change: ({ smsVoice }) =>
      smsVoice.on(GetResourcePolicyCommand).resolves({
        Policy: JSON.stringify({
          Statement: {
            Effect: 'Allow',
            Principal: { Service: 'ses.amazonaws.com' },
            Action: 'sms-voice:SendTextMessage',
          },
        }),
      }),
    expected: ['fail', 'SNS may not send from +18885550123'],
  },
  {
    check: snsMayUse,
    when: 'a sender ID, whose age AWS does not give, has no policy',
    change: ({ smsVoice }) => {
      smsVoice.on(DescribePhoneNumbersCommand).resolves({});
      smsVoice.on(DescribeSenderIdsCommand).resolves({ SenderIds: [senderId('GB')] });
      smsVoice.on(GetResourcePolicyCommand).resolves({});
    },
    expected: ['warn', 'SNS may not send from ACME (GB)'],
  },
  { check: protect, when: 'it blocks only other countries', expected: ['ok', 'blocks no country that you serve'] },
  {
    check: protect,
    when: 'it blocks a country that is served',
    config: { countries: ['DE', 'RU'] },
    expected: ['fail', 'The account blocks RU', 'protect-1'],
  },
  {
    check: protect,
    when: 'it filters one',
    change: ({ smsVoice }) =>
      smsVoice
        .on(GetProtectConfigurationCountryRuleSetCommand)
        .resolves({ CountryRuleSet: { DE: { ProtectStatus: 'FILTER' } } }),
    expected: ['warn', 'filters SMS to DE', 'protect-1'],
  },
  { check: receipts, when: 'they are on', expected: ['ok', 'Delivery receipts are on, for every SMS.'] },
  {
    check: receipts,
    when: 'they are on for failures',
    change: ({ sns }) =>
      sns.on(GetSMSAttributesCommand).resolves({
        attributes: { DeliveryStatusIAMRole: 'arn', DeliveryStatusSuccessSamplingRate: '10' },
      }),
    expected: ['ok', 'every failed SMS and 10 % of the delivered ones'],
  },
  {
    check: receipts,
    when: 'they are off',
    change: ({ sns }) => sns.on(GetSMSAttributesCommand).resolves({ attributes: {} }),
    expected: ['warn', 'Delivery receipts are off', 'Set "deliveryReceipts": true in sms.config.json, and deploy'],
  },
  {
    check: receipts,
    when: 'they are on in the configuration, but not deployed',
    change: ({ sns }) => sns.on(GetSMSAttributesCommand).resolves({ attributes: {} }),
    config: { deliveryReceipts: true },
    expected: ['warn', 'Delivery receipts are off', 'deliveryReceipts is on in the configuration, but not deployed'],
  },
  { check: optedOut, when: 'no number was given', expected: undefined },
  {
    check: optedOut,
    when: 'it has not opted out',
    context: { phone: '+4915112345678' },
    expected: ['ok', 'The number …78 has not opted out.'],
  },
  {
    check: optedOut,
    when: 'it answered STOP',
    context: { phone: '+4915112345678' },
    change: ({ sns }) => sns.on(CheckIfPhoneNumberIsOptedOutCommand).resolves({ isOptedOut: true }),
    expected: ['fail', 'The number …78 has opted out', 'opt-in-phone-number'],
  },
  {
    check: rate,
    when: 'the stack is alone',
    expected: ['ok', 'This stack sends at most 18 SMS a second; the account may send 20.'],
  },
  {
    check: rate,
    when: 'there is another stack of this kind',
    change: ({ cloudformation }) =>
      cloudformation.on(DescribeStacksCommand).resolves({
        Stacks: [
          stackNamed('LogtoSms', healthyEndpoint.url),
          stackNamed('LogtoSmsTest', healthyEndpoint.url, '5'),
          { ...stackNamed('Website', healthyEndpoint.url), Description: 'Something else' },
        ],
      }),
    expected: [
      'fail',
      'This stack and LogtoSmsTest together send at most 23 SMS a second; the account may send 20. SNS accepts the rest',
      'sendsPerSecond',
    ],
  },
  ...(['ROLLBACK_COMPLETE', 'REVIEW_IN_PROGRESS', 'CREATE_FAILED', 'DELETE_FAILED'] as const).map(
    (StackStatus): Case => ({
      check: rate,
      when: `another stack of this kind does not run (${StackStatus})`,
      change: ({ cloudformation }) =>
        cloudformation.on(DescribeStacksCommand).resolves({
          Stacks: [
            stackNamed('LogtoSms', healthyEndpoint.url),
            { ...stackNamed('LogtoSmsTest', healthyEndpoint.url, '18'), StackStatus },
          ],
        }),
      expected: ['ok', 'This stack sends at most 18 SMS a second; the account may send 20.'],
    }),
  ),
  {
    check: rate,
    when: 'this stack does not run, and another one leaves too little for it',
    change: ({ cloudformation }) =>
      cloudformation.on(DescribeStacksCommand).resolves({
        Stacks: [
          { ...stackNamed('LogtoSms', healthyEndpoint.url), StackStatus: 'ROLLBACK_COMPLETE' },
          stackNamed('LogtoSmsTest', healthyEndpoint.url, '5'),
        ],
      }),
    expected: [
      'warn',
      'LogtoSmsTest sends at most 5 SMS a second, and this stack 18 more once deployed; the account may send 20.',
      'sendsPerSecond',
    ],
  },
  {
    check: rate,
    when: 'the account has a higher rate',
    config: { sendsPerSecond: 90 },
    change: ({ quotas, cloudformation }) => {
      quotas.on(ListServiceQuotasCommand).resolves({
        Quotas: [{ QuotaName: 'Transactional SMS Message Delivery Rate per Second', Value: 100 }],
      });
      cloudformation
        .on(DescribeStacksCommand)
        .resolves({ Stacks: [stackNamed('LogtoSms', healthyEndpoint.url, '90')] });
    },
    expected: ['ok', 'at most 90 SMS a second; the account may send 100'],
  },
  {
    check: rate,
    when: 'AWS lists no such quota',
    change: ({ quotas }) => quotas.on(ListServiceQuotasCommand).resolves({ Quotas: [] }),
    expected: ['ok', 'the account may send 20'],
  },
  { check: concurrency, when: 'there are enough instances', expected: ['ok', 'Lambda can run 1000 instances at once'] },
  {
    check: concurrency,
    when: 'the account is new',
    change: ({ lambda }) =>
      lambda.on(GetAccountSettingsCommand).resolves({ AccountLimit: { UnreservedConcurrentExecutions: 10 } }),
    expected: [
      'warn',
      'Lambda can run 10 instances at once; the throttle admits 100 requests a second, which need about 30',
      'requestsPerSecond to 33',
    ],
  },
  ...(
    [
      ['the emergency stop is on', [RESOURCES[0][2], CONSUMER], 'The emergency stop is on'],
      ['only the consumer was started again', [RESOURCES[0][2]], 'of the sender is 0, so nobody gets an SMS.'],
      ['only the sender was started again', [CONSUMER], 'of the consumer is 0, so SMS that have to wait'],
    ] as const
  ).map(
    ([when, stopped, text]): Case => ({
      check: concurrency,
      when,
      change: ({ lambda }) => {
        for (const FunctionName of stopped) {
          lambda.on(GetFunctionConcurrencyCommand, { FunctionName }).resolves({ ReservedConcurrentExecutions: 0 });
        }
      },
      expected: ['fail', text, 'docs/runbook.md, "Emergency stop"'],
    }),
  ),
  {
    check: concurrency,
    when: 'somebody reserved a few instances for the sender',
    change: ({ lambda }) =>
      lambda
        .on(GetFunctionConcurrencyCommand, { FunctionName: RESOURCES[0][2] })
        .resolves({ ReservedConcurrentExecutions: 5 }),
    expected: ['warn', 'Lambda can run 5 instances at once', "the sender's reserved concurrency"],
  },
  { check: alarmMail, when: 'it is confirmed', expected: ['ok', 'The alarms go to ops@example.com.'] },
  {
    check: alarmMail,
    when: 'it is not confirmed',
    change: ({ sns }) =>
      sns.on(ListSubscriptionsByTopicCommand).resolves({
        Subscriptions: [{ Endpoint: 'ops@example.com', SubscriptionArn: 'PendingConfirmation' }],
      }),
    expected: [
      'fail',
      'ops@example.com has not confirmed the subscription to the alarms, and nobody else',
      'Subscription Confirmation',
    ],
  },
  {
    check: alarmMail,
    when: 'one of two is not confirmed',
    change: ({ sns }) =>
      sns.on(ListSubscriptionsByTopicCommand).resolves({
        Subscriptions: [
          { Endpoint: 'ops@example.com', SubscriptionArn: `${TOPIC_ARN}:1` },
          { Endpoint: 'dev@example.com', SubscriptionArn: 'PendingConfirmation' },
        ],
      }),
    expected: ['warn', 'dev@example.com has not confirmed the subscription to the alarms.'],
  },
  {
    check: alarmMail,
    when: 'nobody subscribed',
    change: ({ sns }) => sns.on(ListSubscriptionsByTopicCommand).resolves({}),
    expected: ['fail', 'Nobody gets the alarms.', 'Set alarmEmail'],
  },
  { check: alarms, when: 'none is on', expected: ['ok', 'None of the 2 alarms is on.'] },
  {
    check: alarms,
    when: 'one is on',
    change: ({ cloudwatch }) =>
      cloudwatch.on(DescribeAlarmsCommand).resolves({
        MetricAlarms: [
          { AlarmName: 'LogtoSms-ServerErrors', StateValue: 'OK' },
          { AlarmName: 'LogtoSms-Drops', AlarmDescription: 'Why. docs/runbook.md, "Drops".', StateValue: 'ALARM' },
        ],
      }),
    expected: ['fail', 'These alarms are on: LogtoSms-Drops.', 'What to do: docs/runbook.md, "Drops"'],
  },
  {
    check: alarms,
    when: 'one was deleted',
    change: ({ cloudwatch }) =>
      cloudwatch
        .on(DescribeAlarmsCommand)
        .resolves({ MetricAlarms: [{ AlarmName: 'LogtoSms-Drops', StateValue: 'OK' }] }),
    expected: ['fail', 'Of 2 alarms, these were deleted: LogtoSms-ServerErrors.', 'npx cdk deploy --revert-drift'],
  },
  {
    check: alarms,
    when: 'none is left',
    change: ({ cloudwatch }) => cloudwatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [] }),
    expected: [
      'fail',
      'Of 2 alarms, these were deleted: LogtoSms-ServerErrors, LogtoSms-Drops.',
      'npx cdk deploy --revert-drift',
    ],
  },
  {
    check: alarms,
    when: 'one is on, and the other was deleted',
    change: ({ cloudwatch }) =>
      cloudwatch.on(DescribeAlarmsCommand).resolves({
        MetricAlarms: [
          { AlarmName: 'LogtoSms-Drops', AlarmDescription: 'Why. docs/runbook.md, "Drops".', StateValue: 'ALARM' },
        ],
      }),
    expected: [
      'fail',
      'These alarms are on: LogtoSms-Drops. Of 2 alarms, these were deleted: LogtoSms-ServerErrors.',
      'What to do: docs/runbook.md, "Drops". To have the deleted ones again: npx cdk deploy --revert-drift',
    ],
  },
  {
    check: alarms,
    when: 'the actions of one are off',
    change: ({ cloudwatch }) =>
      cloudwatch.on(DescribeAlarmsCommand).resolves({
        MetricAlarms: [
          { AlarmName: 'LogtoSms-ServerErrors', StateValue: 'OK' },
          { AlarmName: 'LogtoSms-Drops', StateValue: 'OK', ActionsEnabled: false },
        ],
      }),
    expected: [
      'warn',
      'because their actions are off: LogtoSms-Drops.',
      'enable-alarm-actions --alarm-names LogtoSms-Drops --region eu-central-1',
    ],
  },
  {
    check: alarms,
    when: 'the stack has none',
    context: { stack: { name: 'LogtoSms', status: 'CREATE_COMPLETE', outputs: {}, resources: [] } },
    expected: ['fail', 'The stack has no alarms.'],
  },
  { check: tokenAge, when: 'it is young', expected: ['ok', 'The token is 40 days old.'] },
  {
    check: tokenAge,
    when: 'it is old',
    change: ({ secrets }) =>
      secrets.on(ListSecretVersionIdsCommand).resolves({
        Versions: [
          { VersionStages: ['AWSPREVIOUS'], CreatedDate: new Date(NOW - DAY) },
          { VersionStages: ['AWSCURRENT'], CreatedDate: new Date(NOW - 400 * DAY) },
        ],
      }),
    expected: ['warn', 'The token is 400 days old', 'npm run rotate-token'],
  },
  {
    check: tokenAge,
    when: 'requests still come with the previous one',
    change: ({ secrets, cloudwatch }) => {
      secrets.on(ListSecretVersionIdsCommand).resolves({ Versions: rotatedAt(NOW - HOUR) });
      cloudwatch.on(GetMetricStatisticsCommand).resolves({
        Datapoints: [
          { Timestamp: new Date(NOW - HOUR / 2), Sum: 3 },
          { Timestamp: new Date(NOW - HOUR / 3), Sum: 1 },
        ],
      });
    },
    expected: [
      'warn',
      'it was used at 2026-11-21 11:40 UTC, and works until 2026-11-22 11:00 UTC',
      'npm run rotate-token',
    ],
  },
  {
    check: tokenAge,
    when: 'only the new one is used since the rotation',
    change: ({ secrets, cloudwatch }) => {
      secrets.on(ListSecretVersionIdsCommand).resolves({ Versions: rotatedAt(NOW - HOUR) });
      cloudwatch.on(GetMetricStatisticsCommand).resolves({ Datapoints: [] });
    },
    expected: ['ok', 'The token is 0 days old.'],
  },
  {
    check: tokenAge,
    when: 'the grace time of the previous one is over',
    change: ({ secrets, cloudwatch }) => {
      secrets.on(ListSecretVersionIdsCommand).resolves({ Versions: rotatedAt(NOW - 25 * HOUR) });
      cloudwatch.on(GetMetricStatisticsCommand).resolves({ Datapoints: [{ Timestamp: new Date(NOW - HOUR), Sum: 3 }] });
    },
    expected: ['ok', 'The token is 1 day old.'],
  },
  {
    check: tokenAge,
    when: 'there is none',
    change: ({ secrets }) => secrets.on(ListSecretVersionIdsCommand).resolves({}),
    expected: ['fail', 'no current version', 'npm run rotate-token'],
  },
  {
    check: tokenAge,
    when: 'its secret is scheduled for deletion, although its versions are still listed',
    change: ({ secrets }) =>
      secrets.on(DescribeSecretCommand).resolves({ DeletedDate: new Date('2026-12-20T12:00:00Z') }),
    expected: [
      'fail',
      'The secret of the token is scheduled for deletion (2026-12-20 12:00 UTC)',
      `aws secretsmanager restore-secret --secret-id ${TOKEN_ARN} --region eu-central-1`,
    ],
  },
  {
    check: tokenAge,
    when: 'its secret is gone',
    change: ({ secrets }) => secrets.on(DescribeSecretCommand).rejects(notFound()),
    expected: ['fail', 'The secret of the token was deleted', '"Restore a deleted secret"'],
  },
  { check: pseudonymKey, when: 'it is there', expected: ['ok', 'The key of the pseudonyms is there.'] },
  {
    check: pseudonymKey,
    when: 'it is scheduled for deletion',
    change: ({ secrets }) =>
      secrets
        .on(DescribeSecretCommand, { SecretId: KEY_ARN })
        .resolves({ DeletedDate: new Date('2026-12-20T12:00:00Z') }),
    expected: ['fail', 'The key of the pseudonyms is scheduled for deletion', `--secret-id ${KEY_ARN}`],
  },
  {
    check: pseudonymKey,
    when: 'it is gone',
    change: ({ secrets }) => secrets.on(DescribeSecretCommand, { SecretId: KEY_ARN }).rejects(notFound()),
    expected: ['fail', 'The key of the pseudonyms was deleted', '"Restore a deleted secret"'],
  },
  { check: endpoint, when: 'it refuses a made-up token', expected: ['ok', 'answers, and refuses a made-up token.'] },
  {
    check: endpoint,
    when: 'the function cannot read its secret',
    change: ({ cloudformation }) =>
      cloudformation
        .on(DescribeStacksCommand)
        .resolves({ Stacks: [stackNamed('LogtoSms', endpointWithoutSecret.url)] }),
    expected: ['fail', 'answers 503: the function cannot read its token.', 'docs/runbook.md, "Unavailable"'],
  },
  {
    check: endpoint,
    when: 'the function cannot run',
    change: ({ cloudformation }) =>
      cloudformation.on(DescribeStacksCommand).resolves({ Stacks: [stackNamed('LogtoSms', failingUrl)] }),
    expected: ['fail', 'answers 503: the function cannot run.', 'docs/runbook.md, "ServerErrors"'],
  },
  {
    check: endpoint,
    when: 'nobody listens',
    change: ({ cloudformation }) =>
      cloudformation.on(DescribeStacksCommand).resolves({ Stacks: [stackNamed('LogtoSms', 'http://127.0.0.1:9/sms')] }),
    expected: ['fail', '127.0.0.1:9 cannot be reached', 'Check the network'],
  },
  {
    check: queues,
    when: 'nothing waits',
    expected: ['ok', '0 SMS wait in the overflow queue, none in the dead-letter queue.'],
  },
  {
    check: queues,
    when: 'more waits than can be sent in time',
    change: ({ sqs }) =>
      sqs.on(GetQueueAttributesCommand, { QueueUrl: RESOURCES[6][2] }).resolves({
        Attributes: { ApproximateNumberOfMessages: '1080', ApproximateNumberOfMessagesDelayed: '1' },
      }),
    expected: ['warn', '1081 SMS wait in the overflow queue, more than can be sent within 60 s', '"OverflowAge"'],
  },
  ...(
    [
      [queues, 'QueueDoesNotExist', 'sqs', 'Cannot check the queues: AWS does not find it (QueueDoesNotExist'],
      [alarmMail, 'NotFoundException', 'sns', 'Cannot check who gets the alarms: AWS does not find it'],
      [concurrency, 'ResourceNotFoundException', 'lambda', "Cannot check Lambda's concurrency: AWS does not find it"],
    ] as const
  ).map(
    ([check, name, service, text]): Case => ({
      check,
      when: 'what it asks about was deleted',
      change: (clients) => clients[service].reset().rejects(Object.assign(new Error('gone'), { name })),
      expected: ['fail', text, 'npx cdk deploy --revert-drift'],
    }),
  ),
  {
    check: queues,
    when: 'messages are in the dead-letter queue',
    change: ({ sqs }) =>
      sqs.on(GetQueueAttributesCommand, { QueueUrl: RESOURCES[7][2] }).resolves({
        Attributes: { ApproximateNumberOfMessages: '3' },
      }),
    expected: ['fail', 'Messages in the dead-letter queue: 3', '"DeadLetters"'],
  },
];

function senderId(IsoCountryCode: string) {
  return {
    SenderId: 'ACME',
    SenderIdArn: `arn:aws:sms-voice:eu-central-1:111122223333:sender-id/ACME/${IsoCountryCode}`,
    IsoCountryCode,
    MessageTypes: ['TRANSACTIONAL' as const],
    MonthlyLeasingPrice: '0',
    DeletionProtectionEnabled: false,
    Registered: true,
  };
}

describe('each check', () => {
  it.each(cases.map((each) => [each.check.name, each.when, each] as const))('%s: %s', async (_, __, each) => {
    each.change?.(clients);
    const subject = await contextOf(each.config, each.context);

    const finding = await runCheck(each.check, subject);

    if (!each.expected) return expect(finding).toBeUndefined();
    const [state, text, next] = each.expected;
    expect(finding).toMatchObject({ check: each.check.name, state, text: expect.stringContaining(text) });
    if (next !== undefined) expect(finding?.next).toContain(next);
    if (state !== 'ok') expect(finding?.next).toBeTruthy();
  });

  const checksThatCallAws = [...new Set(cases.map(({ check }) => check))].filter(({ actions }) => actions.length > 0);

  it.each(checksThatCallAws.map((check) => [check.name, check] as const))(
    '%s: names the permission that is missing',
    async (_, check) => {
      const subject = await contextOf({}, { phone: '+4915112345678' });
      for (const client of Object.values(clients)) client.reset().rejects(denied());

      const finding = await runCheck(check, subject);

      expect(finding).toMatchObject({ state: 'warn', text: expect.stringContaining('Cannot check') });
      expect(finding?.next).toContain(check.actions[0]);
    },
  );

  it('names only the permission that AWS names', async () => {
    const subject = await contextOf();
    clients.sns
      .on(ListSMSSandboxPhoneNumbersCommand)
      .rejects(denied('User: arn is not authorized to perform: sns:ListSMSSandboxPhoneNumbers on resource: *'));
    clients.sns.on(GetSMSSandboxAccountStatusCommand).resolves({ IsInSandbox: true });
    expect(await runCheck(sandbox, subject)).toMatchObject({
      text: 'Cannot check the SMS sandbox: you may not call sns:ListSMSSandboxPhoneNumbers.',
    });
  });

  it('names an unexpected error', async () => {
    const subject = await contextOf();
    clients.sns.on(GetSMSSandboxAccountStatusCommand).rejects(Object.assign(new Error('odd'), { name: 'Odd' }));
    expect(await runCheck(sandbox, subject)).toMatchObject({
      state: 'fail',
      text: 'Cannot check the SMS sandbox: Odd: odd.',
    });
  });
});

describe('the check of the alarms', () => {
  it('asks for a hundred names at once, the most that CloudWatch takes', async () => {
    const names = Array.from({ length: 230 }, (_, index) => `LogtoSms-Alarm${index}`);
    clients.cloudwatch.on(DescribeAlarmsCommand).callsFake(({ AlarmNames }) => {
      expect(AlarmNames.length).toBeLessThanOrEqual(100);
      return { MetricAlarms: AlarmNames.map((AlarmName: string) => ({ AlarmName, StateValue: 'OK' })) };
    });
    const of = names.map((name) => ({ logicalId: name, type: 'AWS::CloudWatch::Alarm', physicalId: name }));
    const context = await contextOf();

    const finding = await runCheck(alarms, { ...context, stack: { ...context.stack, resources: of } });

    expect(finding?.text).toBe('None of the 230 alarms is on.');
  });
});

describe('the stack that checks get', () => {
  it('has the resources of all pages', async () => {
    const all = resources();
    clients.cloudformation
      .on(ListStackResourcesCommand)
      .callsFake(({ NextToken }) =>
        NextToken === undefined
          ? { StackResourceSummaries: all.slice(0, 3), NextToken: 'more' }
          : { StackResourceSummaries: all.slice(3) },
      );
    expect((await readStack(SDK, 'LogtoSms'))?.resources).toHaveLength(RESOURCES.length);
  });
});

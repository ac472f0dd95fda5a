import { CloudFormationClient, DescribeStacksCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, GetQueryResultsCommand, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetAccountSettingsCommand, GetFunctionConcurrencyCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DescribeAccountAttributesCommand,
  DescribeOptedOutNumbersCommand,
  DescribePhoneNumbersCommand,
  DescribePoolsCommand,
  DescribeRegistrationTypeDefinitionsCommand,
  DescribeSenderIdsCommand,
  DescribeSpendLimitsCommand,
  DescribeVerifiedDestinationNumbersCommand,
  GetProtectConfigurationCountryRuleSetCommand,
  GetResourcePolicyCommand,
  PinpointSMSVoiceV2Client,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import {
  DescribeSecretCommand,
  ListSecretVersionIdsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { ListServiceQuotasCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import {
  CheckIfPhoneNumberIsOptedOutCommand,
  GetSMSAttributesCommand,
  GetSMSSandboxAccountStatusCommand,
  ListSMSSandboxPhoneNumbersCommand,
  ListSubscriptionsByTopicCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import type { Sdk } from '../../commands/aws/sdk';
import { STACK_DESCRIPTION } from '../../contract/stack';

/** The options of the SDK's clients in tests. */
export const SDK: Sdk = {
  region: 'eu-central-1',
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 1_000 },
};

/** The time in tests, in epoch milliseconds. */
export const NOW = Date.parse('2026-11-21T12:00:00Z');
const DAY = 86_400_000;

/** The secret of the token. */
export const TOKEN_ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:Token-abc';
/** The secret of the key that pseudonyms are made with. */
export const KEY_ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:Key-abc';
/** The secret of the SMS connector that `connect` replaced. */
export const PREVIOUS_ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:PreviousConnector-abc';
/** The secret with the signing key of Logto's webhook, with `verifiedShare` only. */
export const SIGNING_KEY_ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:LogtoEventsSigningKey-abc';
/** The topic of the alarms. */
export const TOPIC_ARN = 'arn:aws:sns:eu-central-1:111122223333:LogtoSms-alarms';

/** The resources of the stack that commands look for: logical id, type, physical id. */
export const RESOURCES = [
  ['SenderFunctionHandler1A2B', 'AWS::Lambda::Function', 'LogtoSms-Sender'],
  ['SenderFunctionLog1A2B', 'AWS::Logs::LogGroup', 'LogtoSms-SenderLog'],
  ['OverflowConsumerLog1A2B', 'AWS::Logs::LogGroup', 'LogtoSms-ConsumerLog'],
  ['TokenSecret1A2B', 'AWS::SecretsManager::Secret', TOKEN_ARN],
  ['AbuseGuardKey1A2B', 'AWS::SecretsManager::Secret', KEY_ARN],
  ['AbuseGuardCounters1A2B', 'AWS::DynamoDB::GlobalTable', 'LogtoSms-Counters'],
  ['OverflowQueue1A2B', 'AWS::SQS::Queue', 'https://sqs.eu-central-1.amazonaws.com/111122223333/Overflow'],
  ['OverflowDeadLetters1A2B', 'AWS::SQS::Queue', 'https://sqs.eu-central-1.amazonaws.com/111122223333/Dead'],
  ['AlarmsTopic1A2B', 'AWS::SNS::Topic', TOPIC_ARN],
  ['AlarmsServerErrors1A2B', 'AWS::CloudWatch::Alarm', 'LogtoSms-ServerErrors'],
  ['AlarmsDrops1A2B', 'AWS::CloudWatch::Alarm', 'LogtoSms-Drops'],
  ['OverflowConsumerHandler1A2B', 'AWS::Lambda::Function', 'LogtoSms-Consumer'],
  ['PreviousConnectorSecret1A2B', 'AWS::SecretsManager::Secret', PREVIOUS_ARN],
] as const;

/** Resources as CloudFormation lists them. @param of logical id, type, physical id @default RESOURCES */
export function resources(of: readonly (readonly [string, string, string])[] = RESOURCES) {
  return of.map(([LogicalResourceId, ResourceType, PhysicalResourceId]) => ({
    LogicalResourceId,
    ResourceType,
    PhysicalResourceId,
    LastUpdatedTimestamp: new Date(NOW),
    ResourceStatus: 'CREATE_COMPLETE' as const,
  }));
}

/** A stack of this kind as CloudFormation describes it. */
export function stackNamed(StackName: string, endpointUrl: string, sendsPerSecond = '18') {
  return {
    StackName,
    StackStatus: 'UPDATE_COMPLETE' as const,
    CreationTime: new Date(NOW - 40 * DAY),
    Description: STACK_DESCRIPTION,
    Outputs: [
      { OutputKey: 'EndpointUrl', OutputValue: endpointUrl },
      { OutputKey: 'SendsPerSecond', OutputValue: sendsPerSecond },
    ],
  };
}

/** Gives the healthy account's stack what it has with `verifiedShare`. @param eventsUrl where it takes Logto's events */
export function withEvents({ cloudformation }: Clients, endpointUrl: string, eventsUrl: string): void {
  const { Outputs, ...stack } = stackNamed('LogtoSms', endpointUrl);
  cloudformation
    .on(DescribeStacksCommand)
    .resolves({ Stacks: [{ ...stack, Outputs: [...Outputs, { OutputKey: 'EventsUrl', OutputValue: eventsUrl }] }] });
  const secret = ['LogtoEventsSigningKey1A2B', 'AWS::SecretsManager::Secret', SIGNING_KEY_ARN] as const;
  cloudformation.on(ListStackResourcesCommand).resolves({ StackResourceSummaries: resources([...RESOURCES, secret]) });
}

/** Mocks the clients of the AWS SDK: a call without an answer gives `undefined`. */
export function mockedClients() {
  return {
    cloudformation: mockClient(CloudFormationClient),
    cloudwatch: mockClient(CloudWatchClient),
    dynamodb: mockClient(DynamoDBClient),
    lambda: mockClient(LambdaClient),
    logs: mockClient(CloudWatchLogsClient),
    quotas: mockClient(ServiceQuotasClient),
    secrets: mockClient(SecretsManagerClient),
    smsVoice: mockClient(PinpointSMSVoiceV2Client),
    sns: mockClient(SNSClient),
    sqs: mockClient(SQSClient),
    sts: mockClient(STSClient),
  };
}

/** The mocked clients, by service. */
export type Clients = ReturnType<typeof mockedClients>;

/** Mocks a new account: in the sandbox, with a limit of 1 USD and ten instances, and nothing deployed. */
export function freshAccount(clients: Clients): void {
  const { cloudformation, cloudwatch, lambda, quotas, smsVoice, sns, sts } = clients;
  sts.on(GetCallerIdentityCommand).resolves({
    Account: '111122223333',
    Arn: 'arn:aws:sts::111122223333:assumed-role/Admin/ops',
  });
  sns.on(GetSMSSandboxAccountStatusCommand).resolves({ IsInSandbox: true });
  sns.on(ListSMSSandboxPhoneNumbersCommand).resolves({ PhoneNumbers: [] });
  sns.on(GetSMSAttributesCommand).resolves({});
  sns.on(CheckIfPhoneNumberIsOptedOutCommand).resolves({ isOptedOut: false });
  cloudwatch.on(GetMetricStatisticsCommand).resolves({ Datapoints: [] });
  smsVoice.on(DescribeSpendLimitsCommand).resolves({ SpendLimits: [spendLimit(1)] });
  smsVoice.on(DescribePhoneNumbersCommand).resolves({ PhoneNumbers: [] });
  smsVoice.on(DescribeSenderIdsCommand).resolves({ SenderIds: [] });
  smsVoice.on(DescribeRegistrationTypeDefinitionsCommand).resolves({
    RegistrationTypeDefinitions: [registration('GB'), registration('AU'), registration('SG')],
  });
  smsVoice.on(DescribeAccountAttributesCommand).resolves({
    AccountAttributes: [{ Name: 'ACCOUNT_TIER', Value: 'SANDBOX' }],
  });
  smsVoice.on(DescribeVerifiedDestinationNumbersCommand).resolves({ VerifiedDestinationNumbers: [] });
  smsVoice.on(DescribePoolsCommand).resolves({ Pools: [] });
  smsVoice
    .on(DescribeOptedOutNumbersCommand)
    .rejects(Object.assign(new Error('not on the list'), { name: 'ResourceNotFoundException' }));
  quotas.on(ListServiceQuotasCommand).resolves({
    Quotas: [{ QuotaName: 'Transactional SMS Message Delivery Rate per Second', Value: 20 }],
  });
  lambda
    .on(GetAccountSettingsCommand)
    .resolves({ AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 } });
  cloudformation.on(DescribeStacksCommand).callsFake(({ StackName }) => {
    if (StackName === undefined) return { Stacks: [] };
    throw Object.assign(new Error(`Stack with id ${StackName} does not exist`), { name: 'ValidationError' });
  });
}

/** Mocks an account that is ready, with one healthy stack. */
export function healthyAccount(clients: Clients, endpointUrl: string): void {
  freshAccount(clients);
  const { cloudformation, cloudwatch, lambda, logs, secrets, smsVoice, sns, sqs } = clients;
  sns.on(GetSMSSandboxAccountStatusCommand).resolves({ IsInSandbox: false });
  sns.on(GetSMSAttributesCommand).resolves({
    attributes: {
      MonthlySpendLimit: '200',
      DeliveryStatusIAMRole: 'arn:aws:iam::111122223333:role/SNSFeedback',
      DeliveryStatusSuccessSamplingRate: '100',
    },
  });
  sns.on(ListSubscriptionsByTopicCommand).resolves({
    Subscriptions: [{ Endpoint: 'ops@example.com', SubscriptionArn: `${TOPIC_ARN}:1` }],
  });
  cloudwatch.on(GetMetricStatisticsCommand).resolves({ Datapoints: [{ Maximum: 12.5 }, { Maximum: 31.2 }] });
  cloudwatch.on(DescribeAlarmsCommand).resolves({
    MetricAlarms: [
      { AlarmName: 'LogtoSms-ServerErrors', StateValue: 'OK' },
      { AlarmName: 'LogtoSms-Drops', StateValue: 'OK' },
    ],
  });
  smsVoice.on(DescribeSpendLimitsCommand).resolves({ SpendLimits: [spendLimit(500)] });
  smsVoice.on(DescribePhoneNumbersCommand).resolves({ PhoneNumbers: [phoneNumber('+18885550123', 'US')] });
  smsVoice.on(GetResourcePolicyCommand).resolves({ Policy: JSON.stringify(SNS_MAY_SEND) });
  smsVoice.on(DescribeAccountAttributesCommand).resolves({
    AccountAttributes: [
      { Name: 'ACCOUNT_TIER', Value: 'PRODUCTION' },
      { Name: 'DEFAULT_PROTECT_CONFIGURATION_ID', Value: 'protect-1' },
    ],
  });
  smsVoice.on(GetProtectConfigurationCountryRuleSetCommand).resolves({
    CountryRuleSet: { DE: { ProtectStatus: 'ALLOW' }, RU: { ProtectStatus: 'BLOCK' } },
  });
  lambda
    .on(GetAccountSettingsCommand)
    .resolves({ AccountLimit: { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: 1_000 } });
  lambda.on(GetFunctionConcurrencyCommand).resolves({});
  secrets.on(DescribeSecretCommand).resolves({});
  secrets.on(ListSecretVersionIdsCommand).resolves({
    Versions: [{ VersionId: 'v1', VersionStages: ['AWSCURRENT'], CreatedDate: new Date(NOW - 40 * DAY) }],
  });
  logs.on(StartQueryCommand).resolves({ queryId: 'query-1' });
  logs.on(GetQueryResultsCommand).resolves({ status: 'Complete', results: [] });
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: '0' } });
  cloudformation.on(DescribeStacksCommand).resolves({ Stacks: [stackNamed('LogtoSms', endpointUrl)] });
  cloudformation.on(ListStackResourcesCommand).resolves({ StackResourceSummaries: resources() });
}

const SNS_MAY_SEND = {
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sms-voice:SendTextMessage',
      Resource: '*',
    },
  ],
};

/** A pool that can send codes. @param changes to it */
export function pool(changes: object = {}) {
  return {
    PoolArn: 'arn:aws:sms-voice:eu-central-1:111122223333:pool/pool-0123',
    PoolId: 'pool-0123',
    Status: 'ACTIVE' as const,
    MessageType: 'TRANSACTIONAL' as const,
    TwoWayEnabled: false,
    SelfManagedOptOutsEnabled: false,
    OptOutListName: 'Default',
    SharedRoutesEnabled: false,
    DeletionProtectionEnabled: false,
    CreatedTimestamp: new Date(NOW),
    ...changes,
  };
}

/** A monthly spend limit. @param MaxLimit the highest value that may be set, in USD */
export function spendLimit(MaxLimit: number) {
  return { Name: 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT' as const, EnforcedLimit: 1, MaxLimit, Overridden: false };
}

/** A kind of registration: that of sender IDs in a country. */
export function registration(IsoCountryCode: string) {
  return {
    RegistrationType: `${IsoCountryCode}_SENDER_ID_REGISTRATION`,
    SupportedAssociations: [
      {
        ResourceType: 'SENDER_ID',
        IsoCountryCode,
        AssociationBehavior: 'ASSOCIATE_BEFORE_SUBMIT' as const,
        DisassociationBehavior: 'DISASSOCIATE_ALL_CLOSES_REGISTRATION' as const,
      },
    ],
    DisplayHints: { Title: '', ShortDescription: '' },
  };
}

/** An origination number. @param createdAt ISO 8601 */
export function phoneNumber(PhoneNumber: string, IsoCountryCode: string, createdAt = '2025-03-01T00:00:00Z') {
  return {
    PhoneNumber,
    PhoneNumberArn: `arn:aws:sms-voice:eu-central-1:111122223333:phone-number/${PhoneNumber.slice(1)}`,
    IsoCountryCode,
    Status: 'ACTIVE' as const,
    MessageType: 'TRANSACTIONAL' as const,
    NumberCapabilities: ['SMS' as const],
    NumberType: 'TOLL_FREE' as const,
    MonthlyLeasingPrice: '2.00',
    TwoWayEnabled: false,
    SelfManagedOptOutsEnabled: false,
    OptOutListName: 'Default',
    DeletionProtectionEnabled: false,
    CreatedTimestamp: new Date(createdAt),
  };
}

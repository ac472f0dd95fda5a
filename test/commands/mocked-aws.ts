/**
 * Loaded before a command that a test starts: replaces AWS by the account that FAKE_ACCOUNT names, with the endpoint at
 * FAKE_ENDPOINT, whose token is FAKE_TOKEN, and whose secret of the previous connector is FAKE_PREVIOUS or empty. With
 * FAKE_EVENTS it takes Logto's events at that URL, and FAKE_SIGNING_KEY is the key that it has.
 */
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { freshAccount, healthyAccount, mockedClients, PREVIOUS_ARN, SIGNING_KEY_ARN, withEvents } from './fake-account';
import { fakeSecret } from './fake-secret';

const clients = mockedClients();
if (process.env.FAKE_ACCOUNT === 'healthy') healthyAccount(clients, process.env.FAKE_ENDPOINT ?? '');
else freshAccount(clients);
clients.secrets.on(GetSecretValueCommand).callsFake(({ VersionStage = 'AWSCURRENT' }) => {
  const SecretString = { AWSCURRENT: process.env.FAKE_TOKEN ?? 'x', AWSPREVIOUS: 'previous-token' }[
    VersionStage as string
  ];
  if (SecretString) return { SecretString, VersionId: `version-${VersionStage}`, CreatedDate: new Date() };
  throw Object.assign(new Error('no such stage'), { name: 'ResourceNotFoundException' });
});
const { FAKE_PREVIOUS: value } = process.env;
const stored = value ? { value, createdAt: Date.now() } : undefined;
fakeSecret(clients, stored, Date.now, undefined, PREVIOUS_ARN);
const { FAKE_EVENTS, FAKE_SIGNING_KEY, FAKE_ENDPOINT = '' } = process.env;
if (FAKE_EVENTS) withEvents(clients, FAKE_ENDPOINT, FAKE_EVENTS);
const signingKey = FAKE_SIGNING_KEY ? { value: FAKE_SIGNING_KEY, createdAt: 0 } : undefined;
fakeSecret(clients, signingKey, Date.now, undefined, SIGNING_KEY_ARN);
clients.logs.on(FilterLogEventsCommand).resolves({ events: [] });

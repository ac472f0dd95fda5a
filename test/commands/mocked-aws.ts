/**
 * Loaded before a command that a test starts: replaces AWS by the account that FAKE_ACCOUNT names, with the endpoint at
 * FAKE_ENDPOINT, whose token is FAKE_TOKEN.
 */
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { freshAccount, healthyAccount, mockedClients } from './fake-account';

const clients = mockedClients();
if (process.env.FAKE_ACCOUNT === 'healthy') healthyAccount(clients, process.env.FAKE_ENDPOINT ?? '');
else freshAccount(clients);
clients.secrets
  .on(GetSecretValueCommand)
  .resolves({ SecretString: process.env.FAKE_TOKEN ?? 'x', VersionId: 'v1', CreatedDate: new Date() });
clients.logs.on(FilterLogEventsCommand).resolves({ events: [] });

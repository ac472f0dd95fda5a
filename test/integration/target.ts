import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Context } from './context';
import { type Emulator, installEmulator, startEmulator } from './emulator';

/** Where the stack goes. */
export interface Target {
  readonly where: Context['where'];
  readonly title: string;
  /** For the CDK CLI and the clients of AWS. */
  readonly environment: NodeJS.ProcessEnv;
  readonly apiBase?: string;
  /** What has to be ended after it. */
  readonly emulator?: Emulator;
}

/** An emulator's account and Region; it knows no others by these credentials. */
export const EMULATED_ACCOUNT = '000000000000';

/**
 * A real account when, and only when, it is named and the credentials are of it; the emulator that AWS_ENDPOINT_URL
 * names; and else one of our own. An emulator gets made-up credentials, so a wrong address reaches no account.
 *
 * @param account twelve digits
 * @throws when the credentials are of another account, or AWS_ENDPOINT_URL is set beside it
 */
export async function targetOf(
  account: string | undefined,
  folder: string,
  tell: (what: string) => void,
): Promise<Target> {
  const { AWS_ENDPOINT_URL, AWS_REGION } = process.env;
  if (account) return accountTarget(account, tell);
  if (AWS_ENDPOINT_URL) return emulatorTarget(AWS_ENDPOINT_URL, AWS_REGION ?? 'eu-central-1');
  installEmulator(tell);
  tell('Starting the emulator');
  const emulator = await startEmulator(folder);
  return { ...emulatorTarget(emulator.url, emulator.region), emulator };
}

function emulatorTarget(url: string, region: string): Target {
  const others = Object.entries(process.env).filter(([key]) => !key.startsWith('AWS_'));
  return {
    where: 'emulator',
    title: `the emulator at ${url}`,
    environment: {
      ...Object.fromEntries(others),
      ...QUIET,
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      NO_PROXY: '127.0.0.1,localhost',
    },
    apiBase: process.env.INTEGRATION_API_BASE ?? `${url}/_aws/execute-api/{api}/$default`,
  };
}

async function accountTarget(account: string, tell: (what: string) => void): Promise<Target> {
  const endpoint = Object.keys(process.env).find((key) => key.startsWith('AWS_ENDPOINT_URL'));
  if (endpoint) throw new Error(`--account and ${endpoint} contradict each other: unset one of them.`);
  const client = new STSClient();
  const region = await client.config.region();
  const { Account } = await client.send(new GetCallerIdentityCommand());
  if (Account !== account) throw new Error(`The credentials are of account ${Account}, not of ${account}.`);
  tell(`Account ${account}, ${region}: what is deployed costs a few cents (docs/integration-test.md)`);
  // Resolved here, since jest cannot load what the SDK loads for single sign-on.
  const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials();
  return {
    where: 'account',
    title: `account ${account} in ${region}`,
    environment: {
      ...process.env,
      ...QUIET,
      AWS_PROFILE: undefined,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
    },
  };
}

const QUIET = { CDK_DISABLE_CLI_TELEMETRY: 'true', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

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
  /** An emulator that the caller has to stop. @default nothing has to be stopped */
  readonly emulator?: Emulator;
}

/** The account that an emulator has for these credentials. */
export const EMULATED_ACCOUNT = '000000000000';

/**
 * The real account, if one is named and the credentials belong to it. Otherwise the emulator that AWS_ENDPOINT_URL names,
 * or one that is installed and started here. An emulator gets made-up credentials, so a wrong address reaches no account.
 *
 * @param account twelve digits
 * @param folder takes the emulator's files
 * @param tell prints what happens
 * @throws when the credentials belong to another account, or AWS_ENDPOINT_URL is set as well
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
  if (Account !== account) throw new Error(`The credentials belong to account ${Account}, not to ${account}.`);
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

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sdkOf } from '../../../commands/aws/sdk';

const VARIABLES = [
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
] as const;

const before = Object.fromEntries(VARIABLES.map((name) => [name, process.env[name]]));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'profiles-'));
  for (const name of VARIABLES) delete process.env[name];
  process.env.AWS_CONFIG_FILE = join(folder, 'config');
  process.env.AWS_SHARED_CREDENTIALS_FILE = join(folder, 'credentials');
  writeFileSync(
    join(folder, 'config'),
    '[default]\nregion = eu-north-1\n[profile work]\nregion = eu-west-1\n[profile "two words"]\n[sso-session nobody]\nsso_region = eu-west-2\n',
  );
  writeFileSync(join(folder, 'credentials'), '[old]\naws_access_key_id = x\naws_secret_access_key = x\n');
});
afterEach(() => {
  for (const name of VARIABLES) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
  rmSync(folder, { recursive: true });
});

describe('the Region that commands call', () => {
  it.each([
    [{ region: 'us-east-1' }, { AWS_REGION: 'eu-central-1' }, 'us-east-1'],
    [{}, { AWS_REGION: 'eu-central-1', AWS_DEFAULT_REGION: 'eu-west-3' }, 'eu-central-1'],
    [{}, { AWS_DEFAULT_REGION: 'eu-west-3' }, 'eu-west-3'],
    [{}, { AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-west-3' }, 'eu-west-3'],
    [{ profile: 'work' }, { AWS_DEFAULT_REGION: 'eu-west-3' }, 'eu-west-3'],
    [{ profile: 'work' }, {}, 'eu-west-1'],
    [{}, { AWS_PROFILE: 'work' }, 'eu-west-1'],
    [{}, { AWS_DEFAULT_PROFILE: 'work' }, 'eu-west-1'],
    [{ profile: 'work' }, { AWS_PROFILE: 'old' }, 'eu-west-1'],
  ])('with %j and %j is the one that the AWS CLI and the CDK CLI would call: %3$s', async (options, env, region) => {
    Object.assign(process.env, env);
    expect((await sdkOf(options)).region).toBe(region);
  });

  it('is asked for when nothing names one', async () => {
    await expect(sdkOf({ profile: 'old' })).rejects.toMatchObject({
      message: 'No Region is set: AWS_REGION, AWS_DEFAULT_REGION and the profile "old" name none.',
      next: expect.stringContaining('--region'),
    });
  });
});

describe('the profile that commands use', () => {
  it.each([
    [{ profile: 'work' }, {}, 'work'],
    [{ profile: 'two words', region: 'eu-west-1' }, {}, 'two words'],
    [{ profile: 'old', region: 'eu-west-1' }, {}, 'old'],
    [{}, { AWS_DEFAULT_PROFILE: 'work' }, 'work'],
  ])('with %j and %j is %3$s', async (options, env, profile) => {
    Object.assign(process.env, env);
    expect((await sdkOf(options)).profile).toBe(profile);
  });

  it.each([
    [{ profile: 'nobody' }, {}],
    [{ profile: 'nobody', region: 'eu-west-1' }, {}],
    [{}, { AWS_PROFILE: 'nobody' }],
    [{}, { AWS_DEFAULT_PROFILE: 'nobody' }],
  ])('with %j and %j is named when it does not exist, with those that do', async (options, env) => {
    Object.assign(process.env, env);
    await expect(sdkOf(options)).rejects.toMatchObject({
      message: expect.stringMatching(/^There is no profile "nobody" in .*config or .*credentials\.$/),
      next: 'Choose one with --profile: default, old, two words, work. Or make it: aws configure --profile nobody',
    });
  });

  it('is made with aws configure where there is none yet', async () => {
    rmSync(join(folder, 'config'));
    rmSync(join(folder, 'credentials'));
    await expect(sdkOf({ profile: 'nobody', region: 'eu-west-1' })).rejects.toMatchObject({
      next: 'They have none. To make it: aws configure --profile nobody',
    });
  });
});

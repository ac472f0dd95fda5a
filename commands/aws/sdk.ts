import { STSClient } from '@aws-sdk/client-sts';
import { CommandError } from '../cli/command-error';
import { chosenProfile, requireProfile } from './profiles';

// The SDK warns about old versions of Node on stderr, in the middle of a report. Our pinned versions run on Node 20.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** The options of every client of the AWS SDK. */
export interface Sdk {
  readonly region: string;
  /** @default the one that the AWS CLI uses */
  readonly profile?: string;
  readonly maxAttempts: number;
  /** In milliseconds. */
  readonly requestHandler: { readonly connectionTimeout: number; readonly requestTimeout: number };
}

/**
 * The account and Region to call: `--profile` and `--region`, or else what the AWS CLI and the CDK CLI use (environment,
 * `~/.aws`).
 *
 * @throws CommandError when the profile does not exist, or no Region is set anywhere
 */
export async function sdkOf(options: { profile?: string; region?: string }): Promise<Sdk> {
  const profile = chosenProfile(options.profile);
  if (profile !== undefined) requireProfile(profile);
  const chosen = profile === undefined ? {} : { profile };
  return {
    ...chosen,
    region: options.region ?? (await defaultRegion(chosen)),
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000 },
  };
}

async function defaultRegion(chosen: { profile?: string }): Promise<string> {
  // The SDK reads only the first of them.
  const named = process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION;
  if (named) return named;
  try {
    return await new STSClient(chosen).config.region();
  } catch (error) {
    const place = chosen.profile === undefined ? '~/.aws/config' : `the profile "${chosen.profile}"`;
    throw new CommandError(
      `No Region is set: AWS_REGION, AWS_DEFAULT_REGION and ${place} name none.`,
      'Add --region, such as --region eu-central-1.',
      { cause: error },
    );
  }
}

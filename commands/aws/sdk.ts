import { STSClient } from '@aws-sdk/client-sts';
import { CommandError } from '../cli/command-error';

// The SDK's versions are pinned and run on Node 20; its word on old ones would stand in the middle of a report.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** What every client of the AWS SDK is made with. */
export interface Sdk {
  readonly region: string;
  readonly profile?: string;
  readonly maxAttempts: number;
  readonly requestHandler: { readonly connectionTimeout: number; readonly requestTimeout: number };
}

/**
 * The account to ask: `--profile` and `--region`, or else what the AWS CLI would take (environment, `~/.aws`).
 *
 * @throws Stop when no Region is named anywhere
 */
export async function sdkOf({ profile, region }: { profile?: string; region?: string }): Promise<Sdk> {
  const chosen = profile === undefined ? {} : { profile };
  return {
    ...chosen,
    region: region ?? (await defaultRegion(chosen)),
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000 },
  };
}

async function defaultRegion(chosen: { profile?: string }): Promise<string> {
  try {
    return await new STSClient(chosen).config.region();
  } catch (error) {
    const where = chosen.profile === undefined ? 'AWS_REGION and ~/.aws/config' : `the profile "${chosen.profile}"`;
    throw new CommandError(`No Region is named: ${where} hold none.`, 'Add --region, such as --region eu-central-1.', {
      cause: error,
    });
  }
}

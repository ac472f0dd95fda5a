import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { ListSecretVersionIdsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { METRIC_NAMESPACE, type MetricName } from '../../contract/metrics';
import { deletedSecret, deletionOf, READ_DELETION_ACTION, TOKEN } from '../aws/deleted-secret';
import { partOf } from '../aws/deployed';
import { formatTime } from '../cli/print';
import type { Check, StackContext } from './check';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** In this many days, logs, shells and former colleagues may have seen the token, so a new one is due. */
const OLD_AFTER_DAYS = 365;

/** Checks whether the token was deleted, how old it is, and whether requests still come with the previous one. */
export const tokenAge: Check<StackContext> = {
  name: 'token-age',
  about: 'the token',
  actions: [READ_DELETION_ACTION, 'secretsmanager:ListSecretVersionIds', 'cloudwatch:GetMetricStatistics'],
  async run(context) {
    const { sdk, stack, config, now } = context;
    const arn = partOf(stack, 'token');
    // Secrets Manager goes on listing the versions of a deleted secret.
    const deletion = await deletionOf(sdk, arn);
    if (deletion) throw deletedSecret(arn, TOKEN, deletion, sdk.region);
    const { Versions = [] } = await new SecretsManagerClient(sdk).send(
      new ListSecretVersionIdsCommand({ SecretId: arn }),
    );
    const createdAt = Versions.find(({ VersionStages = [] }) =>
      VersionStages.includes('AWSCURRENT'),
    )?.CreatedDate?.getTime();
    if (createdAt === undefined) {
      return {
        state: 'fail',
        text: 'The secret of the token has no current version: every request is refused.',
        next: 'To make one: npm run rotate-token',
      };
    }
    const worksUntil = createdAt + config.tokenGraceHours * HOUR;
    const usedAt = now() < worksUntil ? await previousTokenUsedAt(context, createdAt) : undefined;
    if (usedAt !== undefined) {
      return {
        state: 'warn',
        text: `Requests still come with the previous token: it was used at ${formatTime(usedAt)}, and works until ${formatTime(worksUntil)}.`,
        next: 'Give Logto the current one before that: npm run rotate-token -- --logto <address> … (docs/runbook.md, "PreviousToken")',
      };
    }
    const days = Math.floor((now() - createdAt) / DAY);
    const age = `The token is ${days === 1 ? '1 day' : `${days} days`} old`;
    if (days <= OLD_AFTER_DAYS) return { state: 'ok', text: `${age}.` };
    return {
      state: 'warn',
      text: `${age}, older than a year.`,
      next: 'Make a new one; no sign-in fails meanwhile: npm run rotate-token',
    };
  },
};

/**
 * When a request last had the previous token, in epoch milliseconds, to five minutes. `undefined` when none had it in the
 * last six hours, for which the alarm looks too, or since the rotation.
 */
async function previousTokenUsedAt({ sdk, stack, now }: StackContext, rotatedAt: number): Promise<number | undefined> {
  const metric: MetricName = 'PreviousToken';
  const { Datapoints = [] } = await new CloudWatchClient(sdk).send(
    new GetMetricStatisticsCommand({
      Namespace: METRIC_NAMESPACE,
      MetricName: metric,
      Dimensions: [{ Name: 'Stack', Value: stack.name }],
      StartTime: new Date(Math.max(rotatedAt, now() - 6 * HOUR)),
      EndTime: new Date(now()),
      Period: 300,
      Statistics: ['Sum'],
    }),
  );
  const times = Datapoints.flatMap(({ Timestamp }) => (Timestamp ? [Timestamp.getTime()] : []));
  return times.length === 0 ? undefined : Math.max(...times);
}

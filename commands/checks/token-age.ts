import { ListSecretVersionIdsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { partOf } from '../aws/deployed';
import type { Check, StackContext } from './check';

const DAY = 86_400_000;
/** A token that this many days of logs, shells and departed colleagues may have seen is worth a new one. */
const OLD_AFTER_DAYS = 365;

/** How old the token is. */
export const tokenAge: Check<StackContext> = {
  name: 'token-age',
  about: "the token's age",
  actions: ['secretsmanager:ListSecretVersionIds'],
  async run({ sdk, stack, now }) {
    const { Versions = [] } = await new SecretsManagerClient(sdk).send(
      new ListSecretVersionIdsCommand({ SecretId: partOf(stack, 'token') }),
    );
    const createdAt = Versions.find(({ VersionStages = [] }) =>
      VersionStages.includes('AWSCURRENT'),
    )?.CreatedDate?.getTime();
    if (createdAt === undefined) {
      return {
        state: 'fail',
        text: 'The token has no current version: every request is refused.',
        next: 'npm run rotate-token',
      };
    }
    const days = Math.floor((now() - createdAt) / DAY);
    const age = `The token is ${days === 1 ? '1 day' : `${days} days`} old`;
    if (days <= OLD_AFTER_DAYS) return { state: 'ok', text: `${age}.` };
    return {
      state: 'warn',
      text: `${age}, older than a year.`,
      next: 'A new one, with no sign-in failing: npm run rotate-token',
    };
  },
};

import { ListSecretVersionIdsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { partOf } from '../aws/deployed';
import type { Check, StackContext } from './check';

const DAY = 86_400_000;
/** In this many days, logs, shells and former colleagues may have seen the token, so a new one is due. */
const OLD_AFTER_DAYS = 365;

/** Checks how old the token is. */
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
        text: 'The secret of the token has no current version: every request is refused.',
        next: 'To make one: npm run rotate-token',
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

import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AccountContext, Check } from './check';

/** Asks AWS who the operator is. If it fails, every other check would fail too. */
export const identity: Check<AccountContext> = {
  name: 'identity',
  about: 'who you are',
  actions: ['sts:GetCallerIdentity'],
  async run({ sdk }) {
    const { Account: account, Arn = '' } = await new STSClient(sdk).send(new GetCallerIdentityCommand({}));
    return { state: 'ok', text: `Account ${account}, as ${Arn.split(':').slice(5).join(':')}.` };
  },
};

import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AccountContext, Check } from './check';

/** Who asks. Without an answer to this one no other question can be asked. */
export const identity: Check<AccountContext> = {
  name: 'identity',
  about: 'your credentials',
  actions: ['sts:GetCallerIdentity'],
  async run({ sdk }) {
    const { Account: account, Arn = '' } = await new STSClient(sdk).send(new GetCallerIdentityCommand({}));
    return { state: 'ok', text: `Account ${account}, as ${Arn.split(':').slice(5).join(':')}.` };
  },
};

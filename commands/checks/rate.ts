import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import { paginateListServiceQuotas, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { OUTPUTS, STACK_DESCRIPTION } from '../../contract/stack';
import { outputsOf } from '../aws/deployed';
import type { Sdk } from '../aws/sdk';
import type { AccountContext, Check } from './check';

/** SMS a second, unless AWS raised it ("Amazon SNS endpoints and quotas"). */
const USUAL_RATE = 20;

/** Whether all stacks of this kind together stay below what SNS takes: it drops the rest, and says yes. */
export const pace: Check<AccountContext> = {
  name: 'pace',
  about: 'the pace of all stacks of this kind',
  actions: ['cloudformation:DescribeStacks', 'servicequotas:ListServiceQuotas'],
  async run({ sdk, config, stack }) {
    const [quota, deployed] = await Promise.all([rateOf(sdk), pacesIn(sdk)]);
    const name = stack?.name ?? config.stackName;
    const paces = new Map([[name, config.sendsPerSecond], ...deployed]);
    const sum = [...paces.values()].reduce((total, each) => total + each, 0);
    const others = [...paces.keys()].filter((each) => each !== name);
    const who = others.length === 0 ? 'This stack gives' : `This stack and ${others.join(', ')} give`;
    const text = `${who} SNS at most ${sum} SMS a second; the account may send ${quota}`;
    if (sum <= quota) return { state: 'ok', text: `${text}.` };
    return {
      state: 'fail',
      text: `${text}: SNS drops what is above, and says yes.`,
      next: `Lower sendsPerSecond, so that all of them together stay below ${quota}, or ask AWS for more.`,
    };
  },
};

/** By name, since the codes of quotas are not documented; accounts without a quota of their own have AWS's. */
async function rateOf(sdk: Sdk): Promise<number> {
  const client = new ServiceQuotasClient(sdk);
  for await (const { Quotas = [] } of paginateListServiceQuotas({ client }, { ServiceCode: 'sns' })) {
    const found = Quotas.find(({ QuotaName }) => /^Transactional SMS .*per Second/i.test(QuotaName ?? ''));
    if (found?.Value !== undefined) return found.Value;
  }
  return USUAL_RATE;
}

/** What each stack of this kind gives SNS; those of older versions, which do not tell, count as SNS's own rate. */
async function pacesIn(sdk: Sdk): Promise<[string, number][]> {
  const client = new CloudFormationClient(sdk);
  const paces: [string, number][] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const stack of Stacks) {
      if (stack.Description !== STACK_DESCRIPTION) continue;
      paces.push([stack.StackName ?? '', Number(outputsOf(stack)[OUTPUTS.sendsPerSecond] ?? USUAL_RATE)]);
    }
  }
  return paces;
}

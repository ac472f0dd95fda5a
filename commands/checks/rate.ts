import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import { paginateListServiceQuotas, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { OUTPUTS, STACK_DESCRIPTION } from '../../contract/stack';
import { outputsOf } from '../aws/deployed';
import type { Sdk } from '../aws/sdk';
import type { AccountContext, Check } from './check';

/** SMS per second, unless AWS raised it for the account ("Amazon SNS endpoints and quotas"). */
const DEFAULT_RATE = 20;

/** Checks that all stacks of this kind together send no more than the account may: SNS discards the rest. */
export const rate: Check<AccountContext> = {
  name: 'pace',
  about: 'the rate of all stacks of this kind',
  actions: ['cloudformation:DescribeStacks', 'servicequotas:ListServiceQuotas'],
  async run({ sdk, config, stack }) {
    const [quota, deployed] = await Promise.all([accountRate(sdk), stackRates(sdk)]);
    const name = stack?.name ?? config.stackName;
    const rates = new Map([[name, config.sendsPerSecond], ...deployed]);
    const sum = [...rates.values()].reduce((total, each) => total + each, 0);
    const others = [...rates.keys()].filter((each) => each !== name);
    const who = others.length === 0 ? 'This stack sends' : `This stack and ${others.join(', ')} together send`;
    const text = `${who} at most ${sum} SMS a second; the account may send ${quota}`;
    if (sum <= quota) return { state: 'ok', text: `${text}.` };
    return {
      state: 'fail',
      text: `${text}. SNS accepts the rest, but discards it.`,
      next: `Lower sendsPerSecond so that all of them together send at most ${quota}, and deploy. Or request more from AWS.`,
    };
  },
};

/** How many SMS per second the account may send. The quota is found by name, because its code is not documented. */
async function accountRate(sdk: Sdk): Promise<number> {
  const client = new ServiceQuotasClient(sdk);
  for await (const { Quotas = [] } of paginateListServiceQuotas({ client }, { ServiceCode: 'sns' })) {
    const found = Quotas.find(({ QuotaName }) => /^Transactional SMS .*per Second/i.test(QuotaName ?? ''));
    if (found?.Value !== undefined) return found.Value;
  }
  return DEFAULT_RATE;
}

/** The name and rate of each stack of this kind. Older versions have no such output and count with SNS's default rate. */
async function stackRates(sdk: Sdk): Promise<[string, number][]> {
  const client = new CloudFormationClient(sdk);
  const rates: [string, number][] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const stack of Stacks) {
      if (stack.Description !== STACK_DESCRIPTION) continue;
      rates.push([stack.StackName ?? '', Number(outputsOf(stack)[OUTPUTS.sendsPerSecond] ?? DEFAULT_RATE)]);
    }
  }
  return rates;
}

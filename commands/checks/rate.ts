import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import { paginateListServiceQuotas, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { OUTPUTS, STACK_DESCRIPTION } from '../../contract/stack';
import { outputsWith, prefixesOf } from '../aws/endpoints';
import type { Sdk } from '../aws/sdk';
import { isSending } from '../aws/stack-state';
import type { AccountContext, Check } from './check';

/** SMS per second, unless AWS raised it for the account ("Amazon SNS endpoints and quotas"). */
const DEFAULT_RATE = 20;

/** Checks that all stacks of this kind together send no more than the account may: SNS discards the rest. */
export const rate: Check<AccountContext> = {
  name: 'pace',
  about: 'the rate of all stacks of this kind',
  api: 'sns',
  actions: ['cloudformation:DescribeStacks', 'servicequotas:ListServiceQuotas'],
  async run({ sdk, config, stack }) {
    const [quota, deployed] = await Promise.all([accountRate(sdk), stackRates(sdk)]);
    const name = stack?.name ?? config.stackName;
    const own = deployed.get(name);
    const others = [...deployed].filter(([each]) => each !== name);
    const together = sumOf([...deployed.values()]);
    const text = `${sentenceOf(own, others, config.sendsPerSecond)}; the account may send ${quota}`;
    const next = `Lower sendsPerSecond so that all of them together send at most ${quota}, and deploy. Or request more from AWS.`;
    if (together > quota) return { state: 'fail', text: `${text}. SNS accepts the rest, but discards it.`, next };
    if (own === undefined && together + config.sendsPerSecond > quota) return { state: 'warn', text: `${text}.`, next };
    return { state: 'ok', text: `${text}.` };
  },
};

type StackRate = readonly [name: string, rate: number];

/** Who sends how much. A stack that does not run yet sends nothing, but will. */
function sentenceOf(own: number | undefined, others: readonly StackRate[], configured: number): string {
  const names = others.map(([name]) => name).join(', ');
  const sum = sumOf(others.map(([, rate]) => rate)) + (own ?? 0);
  const sent = `at most ${sum} SMS a second`;
  if (own !== undefined) {
    return others.length === 0 ? `This stack sends ${sent}` : `This stack and ${names} together send ${sent}`;
  }
  if (others.length === 0) return `Once deployed, this stack sends at most ${configured} SMS a second`;
  return `${names} ${others.length === 1 ? 'sends' : 'together send'} ${sent}, and this stack ${configured} more once deployed`;
}

function sumOf(rates: readonly number[]): number {
  return rates.reduce((sum, each) => sum + each, 0);
}

/** How many SMS per second the account may send. The quota is found by name, because its code is not documented. */
async function accountRate(sdk: Sdk): Promise<number> {
  const client = new ServiceQuotasClient(sdk);
  for await (const { Quotas = [] } of paginateListServiceQuotas({ client }, { ServiceCode: 'sns' })) {
    const found = Quotas.find(({ QuotaName }) => /^Transactional SMS .*per Second/i.test(QuotaName ?? ''));
    if (found?.Value !== undefined) return found.Value;
  }
  return DEFAULT_RATE;
}

/**
 * The rate of each stack that runs and has endpoints, all of them together, by the name of the stack. Those without such an
 * output, as of older versions, count with SNS's default rate.
 */
async function stackRates(sdk: Sdk): Promise<ReadonlyMap<string, number>> {
  const client = new CloudFormationClient(sdk);
  const rates = new Map<string, number>();
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const stack of Stacks) {
      const { Outputs = [], StackName = '', StackStatus = '', Description } = stack;
      if (!isSending(StackStatus)) continue;
      const prefixes = Description === STACK_DESCRIPTION ? [''] : prefixesOf(Outputs);
      const rateOf = (prefix: string) => Number(outputsWith(prefix, Outputs)[OUTPUTS.sendsPerSecond] ?? DEFAULT_RATE);
      if (prefixes.length > 0) rates.set(StackName, sumOf(prefixes.map(rateOf)));
    }
  }
  return rates;
}

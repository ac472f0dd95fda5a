import { setTimeout as sleep } from 'node:timers/promises';
import { numberRangesOf } from '../config/number-ranges';
import { requireStack } from './aws/deployed';
import { parseHours } from './cli/number-option';
import { parsePhone } from './cli/phone';
import { defineCommand, run } from './command';
import { TRACE_ACTIONS, traceNumber } from './trace-number';

const trace = defineCommand(
  'trace',
  'Says why a number got no SMS: what was requested for it, how that ended, and its counters.',
)
  .argument('<number>', 'the number that got no SMS, with country code')
  .option('--hours <hours>', 'how far back to search; the log keeps 30 days', parseHours, 24)
  .option('--unlock', "clear the number's counters of today");

interface Options {
  readonly hours: number;
  readonly unlock?: boolean;
}

run<Options>(trace, TRACE_ACTIONS, async ({ sdk, config, stackName, construct, output }, { hours, unlock = false }) => {
  const phone = parsePhone(trace.args[0] ?? '', numberRangesOf(config));
  const stack = await output.during('Looking for the stack', requireStack(sdk, stackName, construct));
  const dependencies = { sdk, config, stack, output, now: Date.now, sleep };
  return { ok: true, details: await traceNumber({ phone, hours, unlock }, dependencies) };
});

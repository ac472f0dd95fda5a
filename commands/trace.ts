import { setTimeout as sleep } from 'node:timers/promises';
import { theStack } from './aws/deployed';
import { hoursOf } from './cli/number-option';
import { phoneOf } from './cli/phone';
import { commandOf, run } from './command';
import { TRACE_ACTIONS, traceNumber } from './trace-number';

const trace = commandOf(
  'trace',
  'Tells why a number got no SMS: what was asked for it, what became of that, and its limits.',
)
  .argument('<number>', 'whose codes did not arrive, with country code')
  .option('--hours <hours>', 'how far back to look; the log keeps 30 days', hoursOf, 24)
  .option('--unlock', 'clear its limits: it starts the day anew');

interface Options {
  readonly hours: number;
  readonly unlock?: boolean;
}

run<Options>(trace, TRACE_ACTIONS, async ({ sdk, config, stackName, output }, { hours, unlock = false }) => {
  const phone = phoneOf(trace.args[0] ?? '');
  const stack = await output.during('Looking for the stack', theStack(sdk, stackName));
  const scene = { sdk, config, stack, output, now: Date.now, sleep };
  return { ok: true, result: await traceNumber({ phone, hours, unlock }, scene) };
});

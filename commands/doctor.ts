import { numberRangesOf } from '../config/number-ranges';
import { DOCTOR_ACTIONS, examine } from './checks/examine';
import { helpNote } from './cli/help';
import { parsePhone } from './cli/phone';
import { defineCommand, run } from './command';

const doctor = defineCommand(
  'doctor',
  'Checks whether the account is ready to send codes and the deployment is healthy, and says what to do.',
)
  .option('--phone <number>', 'a number for tests: also check whether it has opted out')
  .addHelpText('after', helpNote('The lines: ✓ OK, ! worth a look, ✗ blocks you (exit code 1).'));

run<{ phone?: string }>(doctor, DOCTOR_ACTIONS, async ({ sdk, config, stackName, construct, output }, { phone }) => {
  const account = {
    sdk,
    config,
    phone: phone === undefined ? undefined : parsePhone(phone, numberRangesOf(config)),
    now: Date.now,
  };
  const findings = await examine(account, { name: stackName, construct }, output);
  const count = (state: string) => findings.filter((finding) => finding.state === state).length;
  output.note(`\n${count('ok')} OK, ${count('warn')} worth a look, ${count('fail')} blocking.`);
  return { ok: count('fail') === 0 };
});

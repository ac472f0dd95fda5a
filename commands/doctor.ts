import { DOCTORS_ACTIONS, examine } from './checks/examine';
import { helpNote } from './cli/help';
import { phoneOf } from './cli/phone';
import { commandOf, run } from './command';

const doctor = commandOf('doctor', 'Says whether this account is ready to send codes, and what to do where it is not.')
  .option('--phone <number>', 'a number that tests go to: whether it has opted out')
  .addHelpText('after', helpNote('Each line: ✓ as it should be, ! worth a look, ✗ in the way (exit code 1).'));

run<{ phone?: string }>(doctor, DOCTORS_ACTIONS, async ({ sdk, config, stackName, output }, { phone }) => {
  const account = { sdk, config, phone: phone === undefined ? undefined : phoneOf(phone), now: Date.now };
  const findings = await examine(account, stackName, output);
  const count = (state: string) => findings.filter((finding) => finding.state === state).length;
  output.note(`\n${count('ok')} as it should be, ${count('warn')} worth a look, ${count('fail')} in the way.`);
  return { ok: count('fail') === 0 };
});

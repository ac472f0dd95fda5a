import { setTimeout as sleep } from 'node:timers/promises';
import { numberRangesOf } from '../config/number-ranges';
import { DOCTOR_ACTIONS, examine } from './checks/examine';
import { helpNote } from './cli/help';
import { parsePhone } from './cli/phone';
import { terminalPrompts } from './cli/prompts';
import { defineCommand, run } from './command';
import { type LogtoOptions, noAddress, resolveLogin, withLogtoOptions } from './logto/login';

const doctor = withLogtoOptions(
  defineCommand(
    'doctor',
    'Checks whether the account is ready to send codes and the deployment is healthy, and says what to do. With --logto, it also checks the SMS connector and the settings of Logto. It changes nothing.',
  ),
)
  .option('--phone <number>', 'also check whether this number has opted out of SMS')
  .addHelpText('after', helpNote('The lines: ✓ OK, ! worth a look, ✗ blocks you (exit code 1).'));

interface Options extends LogtoOptions {
  readonly phone?: string;
}

run<Options>(doctor, DOCTOR_ACTIONS, async ({ sdk, config, stackName, construct, output, canAsk }, options) => {
  const { phone } = options;
  if (options.logto === undefined && (options.appId ?? options.resource) !== undefined) throw noAddress();
  const login =
    options.logto === undefined ? undefined : await resolveLogin(options, canAsk ? terminalPrompts : undefined);
  const account = {
    sdk,
    config,
    phone: phone === undefined ? undefined : parsePhone(phone, numberRangesOf(config)),
    now: Date.now,
  };
  const findings = await examine(account, { name: stackName, construct }, output, login && { login, sleep });
  const count = (state: string) => findings.filter((finding) => finding.state === state).length;
  output.note(`\n${count('ok')} OK, ${count('warn')} worth a look, ${count('fail')} blocking.`);
  return { ok: count('fail') === 0 };
});

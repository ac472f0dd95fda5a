import { setTimeout as sleep } from 'node:timers/promises';
import { Argument, Option } from 'commander';
import { numberRangesOf } from '../config/number-ranges';
import { MESSAGE_TYPES, type MessageType } from '../contract/message-type';
import { requireStack } from './aws/deployed';
import { parseSeconds } from './cli/number-option';
import { parsePhone } from './cli/phone';
import { defineCommand, run } from './command';
import { SEND_TEST_ACTIONS, sendTestSms } from './send-test-sms';

const sendTest = defineCommand(
  'send-test',
  'Sends a real SMS through the deployed endpoint, as Logto would. You pay for it.',
)
  .addArgument(new Argument('<number>', 'the number that gets the SMS, with country code'))
  .addOption(new Option('--type <type>', 'the type of message').choices(MESSAGE_TYPES).default('SignIn'))
  .option('--locale <tag>', 'its language, such as de (default: defaultLocale in the configuration)')
  .option('--wait <seconds>', 'how long to wait for the delivery receipt, if receipts are on', parseSeconds, 60);

interface Options {
  readonly type: MessageType;
  readonly locale?: string;
  readonly wait: number;
}

run<Options>(
  sendTest,
  SEND_TEST_ACTIONS,
  async ({ sdk, config, stackName, construct, output }, { type, locale, wait }) => {
    const phone = parsePhone(sendTest.args[0] ?? '', numberRangesOf(config));
    const stack = await output.during('Looking for the stack', requireStack(sdk, stackName, construct));
    const sms = { phone, type, locale, waitSeconds: wait };
    const { ok, ...details } = await sendTestSms(sms, { sdk, stack, output, now: Date.now, sleep });
    return { ok, details };
  },
  'The SMS may have been sent already.',
);

import { setTimeout as sleep } from 'node:timers/promises';
import { Argument, Option } from 'commander';
import { MESSAGE_TYPES, type MessageType } from '../contract/message-type';
import { theStack } from './aws/deployed';
import { secondsOf } from './cli/number-option';
import { phoneOf } from './cli/phone';
import { commandOf, run } from './command';
import { SEND_TEST_ACTIONS, sendTestSms } from './send-test-sms';

const sendTest = commandOf(
  'send-test',
  'Sends one SMS through the deployed endpoint, as Logto would. It costs as any other.',
)
  .addArgument(new Argument('<number>', 'who gets it, with country code'))
  .addOption(new Option('--type <type>', 'what it is for').choices(MESSAGE_TYPES).default('SignIn'))
  .option('--locale <tag>', 'its language, such as de (defaultLocale of the configuration)')
  .option('--wait <seconds>', 'how long to wait for the delivery, where receipts are on', secondsOf, 60);

interface Options {
  readonly type: MessageType;
  readonly locale?: string;
  readonly wait: number;
}

run<Options>(
  sendTest,
  SEND_TEST_ACTIONS,
  async ({ sdk, stackName, output }, { type, locale, wait }) => {
    const phone = phoneOf(sendTest.args[0] ?? '');
    const stack = await output.during('Looking for the stack', theStack(sdk, stackName));
    const trial = { phone, type, locale, waitSeconds: wait };
    const { ok, ...result } = await sendTestSms(trial, { sdk, stack, output, now: Date.now, sleep });
    return { ok, result };
  },
  'What was sent by then is sent.',
);

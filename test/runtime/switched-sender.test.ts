import { builtBundle } from '../built/bundle';
import { fakeSettings, SIGN_IN } from '../fake-dependencies';
import { SENDERS } from '../senders';
import { withFunction } from './deployed-function';
import { deployedVariables } from './deployed-variables';
import { apiEvent, feed } from './lambda-events';
import { lambdaProcess } from './lambda-process';

const [sns, endUserMessaging] = SENDERS;
const SNS_KEYS = { senderId: 'Acme', maxPriceUsd: 0.2 };
const OF = {
  SNS: { settings: fakeSettings({ ...sns.config, ...SNS_KEYS }), call: sns.call, sender: 'Acme' },
  'End User Messaging': {
    settings: fakeSettings(endUserMessaging.config),
    call: endUserMessaging.call,
    sender: 'pool-0123',
  },
};

/** A message as the function of version 0.1.0 queued it: with who it is from. */
const EARLIER = {
  id: 'request-0',
  sms: { to: '+4915112345600', text: '777000 ist Ihr Acme-Code', sender: { senderId: 'Former' }, maxPriceUsd: 0.1 },
  type: 'SignIn',
  locale: 'de',
  country: 'DE',
  number: 'pseudonym-0',
  isCode: true,
};

/** Queues a code with the function of one API, and one of version 0.1.0, and feeds both to the consumer of the other. */
function queueThenSend(before: keyof typeof OF, after: keyof typeof OF) {
  return withFunction({ folder: () => builtBundle('consumer-handler', OF[after].settings), timeoutMs: 12_000 })(
    async ({ aws, dynamodb, lambda, lines }) => {
      const handler = await lambdaProcess(
        builtBundle('handler', OF[before].settings),
        deployedVariables(aws, dynamodb),
      );
      try {
        aws.moods.unshift('throttles');
        expect(await handler.invoke(apiEvent(SIGN_IN))).toMatchObject({ statusCode: 202 });
      } finally {
        await handler.stop();
      }
      aws.queue.put(JSON.stringify({ ...EARLIER, admittedAt: Date.now() }));
      aws.calls.length = 0;
      // Until the queue delivers it.
      aws.queue.wait(5_000);
      await feed(aws.queue, lambda.invoke);

      expect(aws.calls).toEqual([OF[after].call, OF[after].call]);
      expect(aws.published.map((each) => each.get('PhoneNumber')).sort()).toEqual(['+4915112345600', '+4915112345678']);
      expect(lines().map(({ outcome }) => outcome)).toEqual(['sent', 'sent']);
      expect(aws.queue.size()).toBe(0);
      const sentWith = after === 'SNS' ? aws.published.map((each) => [...each.values()]) : aws.sendInputs.slice(-2);
      for (const parameters of sentWith) {
        expect(Object.values(parameters)).toContain(OF[after].sender);
        expect(Object.values(parameters)).not.toContain('Former');
      }
    },
  );
}

describe('what was queued before a switch of the sender', () => {
  it.each([
    ['SNS', 'End User Messaging'],
    ['End User Messaging', 'SNS'],
  ] as const)('is sent after it, from the sender of then: from %s to %s', async (before, after) => {
    await queueThenSend(before, after)();
  });
});

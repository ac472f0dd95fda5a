import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { METRIC_OF_REFUSAL } from '../../contract/metrics';
import { REFUSAL_STATUS, type RefusalReason } from '../../contract/refusal-reason';
import { SEND_ERRORS } from '../../contract/send-errors';
import { builtBundle } from '../built/bundle';
import { fakeSettings, queuedMessage, SIGN_IN } from '../fake-dependencies';
import { END_USER_MESSAGING } from '../lib/configurations';
import { templateOf } from '../lib/template-of';
import { withFunction } from './deployed-function';
import { apiEvent, feed } from './lambda-events';

const RUNBOOK = readFileSync(join(__dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');
const { sender } = END_USER_MESSAGING;
const settings = fakeSettings({ sender, sendsPerSecond: 1_000 });
const environment = { CONFIGURATION_SET: 'LogtoSms', PROTECT_CONFIGURATION: 'protect-0123' };
const withHandler = withFunction({ folder: () => builtBundle('handler', settings), environment });
const withConsumer = withFunction({ folder: () => builtBundle('consumer-handler', settings), environment });

/** Each error of the table, one that the table does not know, and one without a reason. */
const ERRORS = [
  ...Object.entries(SEND_ERRORS).flatMap(([exception, reasons]) =>
    Object.entries(reasons).map(([reason, refusal]) => ({ exception, reason, refusal })),
  ),
  { exception: 'ConflictException', reason: 'A_NEW_REASON', refusal: 'send-refused' as const },
  { exception: 'ResourceNotFoundException', reason: undefined, refusal: 'no-sender' as const },
];

/** The section of the runbook that is about a refusal: that of its alarm, or a row of the one about single numbers. */
function sectionOf(refusal: RefusalReason): string {
  const metric = METRIC_OF_REFUSAL[refusal];
  if (metric !== undefined) return RUNBOOK.split(`\n## ${metric}\n`)[1]?.split('\n## ')[0] ?? '';
  return RUNBOOK.split('\n### Refused because of its number\n')[1]?.split('\n#')[0] ?? '';
}

function alarmedMetrics(): string[] {
  const alarms = templateOf({ ...END_USER_MESSAGING, maxPriceUsd: 0.2 }).findResources('AWS::CloudWatch::Alarm');
  return Object.values(alarms).map(({ Properties }) => Properties.MetricName);
}

/** The metrics of a log line, without that of the day's limit. */
function metricsOf(line: object): string[] {
  return Object.keys(line).filter((key) => /^[A-Z]/.test(key) && key !== 'Stack' && key !== 'DayShare');
}

describe('an error of SendTextMessage, in the deployed bundle', () => {
  it(
    'is answered with its status and reason, and logged with its name, its reason and its metric, which has an alarm and a heading',
    withHandler(async ({ aws, lambda, lines }) => {
      aws.moods[0] = 'refuses';
      for (const [index, { exception, reason, refusal }] of ERRORS.entries()) {
        aws.sendError = { exception, reason };
        const answer = await lambda.invoke(apiEvent({ ...SIGN_IN, to: String(4915112345600 + index) }));

        const status = REFUSAL_STATUS[refusal];
        expect(answer).toEqual({
          statusCode: status,
          headers: expect.objectContaining({ 'x-refusal': refusal }),
          body: settings.texts.de.refusals[refusal],
        });
        const metric = METRIC_OF_REFUSAL[refusal];
        expect(lines()[index]).toMatchObject({
          level: status >= 500 ? 'ERROR' : 'INFO',
          outcome: 'refused',
          refusal,
          status,
          fault: { name: exception, ...(reason !== undefined && { reason }) },
          ...(metric !== undefined && { [metric]: 1 }),
        });
        expect(metricsOf(lines()[index])).toEqual(metric === undefined ? [] : [metric]);
        if (metric !== undefined) expect(alarmedMetrics()).toContain(metric);
        expect(sectionOf(refusal)).toContain(metric === undefined ? `\`${refusal}\`` : `**Meaning**`);
      }
      expect(aws.queued).toEqual([]);
      expect(aws.sendInputs).toHaveLength(ERRORS.length);
      expect(lambda.printed()).not.toContain('5112345');
    }),
    60_000,
  );

  it.each(['AccessDeniedException', 'ThrottlingException'])(
    'is no refusal when the same call can succeed later: %s',
    withHandler(async ({ aws, lambda, lines }, exception: string) => {
      aws.moods[0] = 'refuses';
      aws.sendError = { exception };

      expect(await lambda.invoke(apiEvent(SIGN_IN))).toMatchObject({ statusCode: 202 });

      expect(aws.queued).toMatchObject([{ sms: { to: '+4915112345678' } }]);
      expect(lines()).toMatchObject([{ outcome: 'queued', queuedBecause: 'sns' }]);
    }),
  );

  it(
    'drops a queued message with its reason, and sets off an alarm unless it is up to the number',
    withConsumer(async ({ aws, lambda, lines }) => {
      aws.moods[0] = 'refuses';
      for (const [index, { exception, reason, refusal }] of ERRORS.entries()) {
        aws.sendError = { exception, reason };
        const sms = { to: `+${4915112345600 + index}`, text: '777001 ist Ihr Acme-Code' };
        const message = { id: `request-${index}`, number: `pseudonym-${index}`, admittedAt: Date.now(), sms };
        aws.queue.put(JSON.stringify(queuedMessage(message)));
        expect(await feed(aws.queue, lambda.invoke)).toMatchObject({ back: [] });

        const metric = REFUSAL_STATUS[refusal] >= 500 ? 'Drops' : METRIC_OF_REFUSAL[refusal];
        expect(lines()[index]).toMatchObject({ outcome: 'dropped', drop: 'refused', refusal });
        expect(metricsOf(lines()[index])).toEqual(metric === undefined ? [] : [metric]);
      }
    }),
    60_000,
  );

  it(
    'returns a queued message to the queue while the function may not send, and sends it when it may',
    withConsumer(async ({ aws, lambda, lines }) => {
      aws.moods.unshift('refuses');
      aws.sendError = { exception: 'AccessDeniedException' };
      aws.queue.put(JSON.stringify(queuedMessage({ admittedAt: Date.now() })));
      await feed(aws.queue, lambda.invoke);
      aws.queue.wait(1_000);
      await feed(aws.queue, lambda.invoke);

      expect(lines()).toMatchObject([
        { outcome: 'postponed', fault: { name: 'AccessDeniedException' } },
        { outcome: 'sent' },
      ]);
    }),
  );
});

describe('the deployed bundle', () => {
  it(
    'passes on what the stack made, and the identity',
    withHandler(async ({ aws, lambda }) => {
      await lambda.invoke(apiEvent(SIGN_IN));

      expect(aws.sendInputs).toMatchObject([
        { OriginationIdentity: 'pool-0123', ConfigurationSetName: 'LogtoSms', ProtectConfigurationId: 'protect-0123' },
      ]);
    }),
  );
});

import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { check } from './check';
import { context } from './context';
import { CONSUMER, type GetDeployed, SENDER } from './deployed';
import { ACCEPTED, FAILING_SIMULATOR, readToken, SIMULATOR, sendByConnector, urlOf } from './endpoint';
import { eventually } from './eventually';
import { linesOf, publishedSms, requestsOf, requestWith } from './published';
import { idOf } from './resources';
import { UPDATE_TYPES } from './update';

const CODE = '201234';

const TYPES_OF_UPDATE: readonly unknown[] = Object.values(UPDATE_TYPES);

/** AWS shows metrics and access logs minutes after the request, in seconds. */
const SHOWN_AFTER_S = 300;

/** How the endpoint answers Logto's published connector, and requests in the form of the generic one. */
export function sendRequests(deployed: GetDeployed): void {
  const run = context();
  const url = () => urlOf(deployed().outputs, run);
  const bearer = async () => `Bearer ${await readToken(deployed().outputs)}`;
  const log = (start: string) => idOf(deployed().resources, 'AWS::Logs::LogGroup', `${start}Log`);
  const lineOf = (keys: Record<string, string>) => requestWith([log(SENDER), log(CONSUMER)], keys);
  const signIn = { to: SIMULATOR.AT, type: 'SignIn', payload: { code: CODE, locale: 'de' } };

  describe('The endpoint', () => {
    check('sends a code, and its log says so', async () => {
      const result = await sendByConnector(signIn, url(), await bearer());

      expect(ACCEPTED).toContainEqual(result);
      expect(await lineOf({ type: 'SignIn', outcome: 'sent' })).toMatchObject({
        ...{ locale: 'de', country: 'AT', to: '…31', messageId: expect.stringMatching(/./) },
        ...{ Stack: run.stack, DayShare: expect.any(Number) },
        _aws: {
          CloudWatchMetrics: [
            {
              ...{ Namespace: 'LogtoSms', Dimensions: [['Stack']] },
              Metrics: [{ Name: 'DayShare', Unit: 'Percent' }],
            },
          ],
        },
      });
    });

    check("hands SNS the text in the person's language, as transactional, within the configured price", async () => {
      const sms = (await publishedSms(SIMULATOR.AT, CODE)).at(-1);

      expect(sms?.Message.replace(CODE, 'CODE')).toBe(
        'CODE ist Ihr Acme-Code zum Anmelden. Bitte geben Sie ihn nicht weiter.',
      );
      expect(sms?.MessageAttributes).toEqual({
        'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' },
        'AWS.SNS.SMS.MaxPrice': { DataType: 'Number', StringValue: '0.2' },
      });
      expect(sms?.MessageId).toBe((await lineOf({ type: 'SignIn', outcome: 'sent' })).messageId);
    });

    check("sends nothing to a country that is not served, and says so in the person's language", async () => {
      const result = await sendByConnector({ ...signIn, to: '4915112345678' }, url(), await bearer());

      expect(result).toEqual({ error: 'In dieses Land können wir leider keine SMS senden.' });
    });

    check("accepts the generic connector's GET", async () => {
      const query = new URLSearchParams({ to: FAILING_SIMULATOR, code: '202345', type: 'Register' });
      const response = await fetch(`${url()}?${query}`, { headers: { authorization: await bearer() } });

      expect([200, 202]).toContain(response.status);
      const requestId = response.headers.get('x-request-id') ?? '';
      expect(await lineOf({ requestId, outcome: 'sent' })).toMatchObject({ type: 'Register' });
    });

    check('answers 404 at another path', async () => {
      const response = await fetch(new URL('./other', url()), { method: 'POST', body: JSON.stringify(signIn) });

      expect(response.status).toBe(404);
    });

    check('logs a line for each request, without code, number, text or token', async () => {
      const token = await readToken(deployed().outputs);
      const lines = await eventually(async () => {
        const found = await linesOf(log(SENDER));
        const own = requestsOf(found).filter(({ type }) => !TYPES_OF_UPDATE.includes(type));
        const outcomes = own.map(({ outcome, refusal }) => refusal ?? outcome);
        const accepted = expect.stringMatching(/^(sent|queued)$/);
        expect(outcomes).toEqual([accepted, 'country-not-allowed', accepted]);
        return found;
      });

      for (const secret of [token, CODE, '202345', SIMULATOR.AT.slice(2), '15112345678', 'Acme-Code']) {
        expect(lines.filter((line) => line.includes(secret)).length).toBe(0);
      }
    });

    check('counts what was sent where the alarms look for it', async () => {
      const counted = requestsOf(await linesOf(log(SENDER))).filter((line) => 'DayShare' in line);

      await eventually(async () => expect(await countOf('DayShare', run.stack)).toBe(counted.length), SHOWN_AFTER_S);
    });

    check('writes a line into the access log for what never reaches the function', async () => {
      const accessLog = idOf(deployed().resources, 'AWS::Logs::LogGroup', 'EndpointAccessLog');
      await eventually(async () => {
        const statuses = (await linesOf(accessLog)).map((line) => JSON.parse(line).status);
        expect(statuses).toContain('404');
      }, SHOWN_AFTER_S);
    });
  });
}

/** How often a metric of the stack was counted in the last half an hour; `undefined` while it never was. */
async function countOf(MetricName: string, stack: string): Promise<number | undefined> {
  const { Datapoints } = await new CloudWatchClient().send(
    new GetMetricStatisticsCommand({
      ...{
        Namespace: 'LogtoSms',
        MetricName,
        Dimensions: [{ Name: 'Stack', Value: stack }],
        Statistics: ['SampleCount'],
      },
      ...{ StartTime: new Date(Date.now() - 30 * 60_000), EndTime: new Date(Date.now() + 60_000), Period: 3_600 },
    }),
  );
  return Datapoints?.[0]?.SampleCount;
}

import { setTimeout as wait } from 'node:timers/promises';
import { check } from './check';
import { context } from './context';
import { CONSUMER, type GetDeployed, SENDER } from './deployed';
import { readToken, SIMULATOR, urlOf } from './endpoint';
import { linesOf, publishedSms, requestWith } from './published';
import { codes, firstQueued } from './queued';
import { idOf } from './resources';
import { itemsOf } from './table';

/** What the codes here begin with: no random number and no time of day holds it by chance. */
const CODE = 'TooOften';

/** A person's address, as Logto reports it. The endpoint sends nothing to it. */
const CLIENT = '9.9.9.9';

/** Without what could be a country code, so that no spelling of them is overlooked. */
const NUMBERS = [SIMULATOR.BE, SIMULATOR.EE, SIMULATOR.FR].map((to) => to.slice(2));

const TEN_MINUTES = 10 * 60_000;
/** More milliseconds than six requests take. */
const SIX_REQUESTS_TAKE = 30_000;
/** How far this machine's clock and Lambda's may be apart, with the time that the answer takes, in milliseconds. */
const CLOCKS_DIFFER_BY = 5_000;

/** What the endpoint does with more requests than one person sends: the rate limiter and the limits. */
export function exceedLimits(deployed: GetDeployed): void {
  const run = context();
  const log = (start: string) => idOf(deployed().resources, 'AWS::Logs::LogGroup', `${start}Log`);

  async function request(to: string, code: string): Promise<Response> {
    const { outputs } = deployed();
    return fetch(urlOf(outputs, run), {
      method: 'POST',
      headers: { authorization: `Bearer ${await readToken(outputs)}` },
      body: JSON.stringify({ to, type: 'SignIn', payload: { code, locale: 'de' }, ip: CLIENT }),
    });
  }

  describe('The endpoint, above its rate and limits,', () => {
    check('queues a second code to a number within a second, and the consumer sends it', async () => {
      const { response } = await firstQueued(CODE, (code) => request(SIMULATOR.BE, code));

      expect(response.status).toBe(202);
      expect(await response.json()).toEqual({ status: 'queued' });
      const requestId = response.headers.get('x-request-id') ?? '';
      expect(await requestWith([log(CONSUMER)], { requestId, outcome: 'sent' })).toMatchObject({
        ...{ type: 'SignIn', locale: 'de', country: 'BE', to: '…22', Stack: run.stack },
      });
    });

    check('hands SNS what was queued, in the language and at the price of its request', async () => {
      const sms = (await publishedSms(SIMULATOR.BE, CODE)).at(-1);

      expect(sms?.Message).toMatch(/^TooOften\d ist Ihr Acme-Code zum Anmelden\. /);
      expect(sms?.MessageAttributes['AWS.SNS.SMS.MaxPrice']).toEqual({ DataType: 'Number', StringValue: '0.2' });
      const line = await requestWith([log(CONSUMER)], { messageId: sms?.MessageId ?? '' });
      expect(line).toMatchObject({ outcome: 'sent', to: '…22' });
    });

    check(
      'refuses the sixth code to a number within ten minutes, and says when the next one may be requested',
      async () => {
        if (untilWindowEnds() < SIX_REQUESTS_TAKE) await wait(untilWindowEnds() + 1_000);
        const statuses: number[] = [];
        for (const code of codes(CODE, 5)) statuses.push((await request(SIMULATOR.FR, code)).status);

        const sixth = await request(SIMULATOR.FR, `${CODE}6`);

        // A code within a second after another is queued.
        for (const status of statuses) expect([200, 202]).toContain(status);
        expect([sixth.status, sixth.headers.get('x-refusal')]).toEqual([429, 'limit-number']);
        const retryAfter = Number(sixth.headers.get('retry-after'));
        expect(Math.abs(retryAfter * 1_000 - untilWindowEnds())).toBeLessThan(CLOCKS_DIFFER_BY);
      },
    );

    check('sends at once what does not exceed the rate', async () => {
      expect(await requestWith([log(SENDER)], { outcome: 'sent' })).toMatchObject({
        ...{ DayShare: expect.any(Number), resends: 0, messageId: expect.stringMatching(/./) },
      });
    });

    check('counts by pseudonyms: the table holds no number, code or address', async () => {
      const items = await itemsOf(idOf(deployed().resources, 'AWS::DynamoDB::GlobalTable'));

      const kinds = items.map(({ key }) => key?.S?.replace(/[0-9a-f]{32}/, 'PSEUDONYM').replace(/[\d-]+$/, 'TIME'));
      expect([...new Set(kinds)].sort()).toEqual([
        'client#PSEUDONYM#TIME',
        'day#TIME',
        'number#PSEUDONYM#TIME',
        // As the version before paced.
        ...(run.previousVersion ? ['pace#TIME'] : []),
      ]);
      const all = JSON.stringify(items);
      for (const to of Object.values(SIMULATOR)) expect(all.includes(to.slice(2))).toBe(false);
      for (const secret of [CODE, CLIENT]) expect(all.includes(secret)).toBe(false);
    });

    check('logs neither code, number, address nor text, in neither function', async () => {
      for (const start of [SENDER, CONSUMER]) {
        const lines = await linesOf(log(start));
        expect(lines.length).toBeGreaterThan(0);
        for (const secret of [CODE, CLIENT, ...NUMBERS, 'Acme-Code']) {
          expect(lines.filter((line) => line.includes(secret)).length).toBe(0);
        }
      }
    });
  });
}

/** How long until a number's window of ten minutes ends, in milliseconds. */
function untilWindowEnds(): number {
  return TEN_MINUTES - (Date.now() % TEN_MINUTES);
}

import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { check } from './check';
import { context } from './context';
import { CONSUMER, type GetDeployed, SENDER } from './deployed';
import { readToken, SIMULATOR, urlOf } from './endpoint';
import { linesOf, publishedSms, requestWith } from './published';
import { idOf } from './resources';

/** No code of Logto's, but one that no random number and no time of day can hold by chance. */
const CODE = 'TooOften';

/** An address that Logto could name. Nobody is asked there. */
const CLIENT = '9.9.9.9';

const TEN_MINUTES = 10 * 60_000;
/** More than six requests take. */
const ENOUGH = 30_000;
/** This machine's clock and Lambda's, with the way of the answer between them. */
const CLOCKS_DIFFER_BY = 5_000;

/** What the endpoint does when it is asked more often than a person asks: it paces, and it limits. */
export function asksTooOften(deployed: GetDeployed): void {
  const run = context();
  const log = (start: string) => idOf(deployed().resources, 'AWS::Logs::LogGroup', `${start}Log`);

  async function ask(to: string, code: string): Promise<Response> {
    const { outputs } = deployed();
    return fetch(urlOf(outputs, run), {
      method: 'POST',
      headers: { authorization: `Bearer ${await readToken(outputs)}` },
      body: JSON.stringify({ to, type: 'SignIn', payload: { code, locale: 'de' }, ip: CLIENT }),
    });
  }

  describe('Asked too often, it', () => {
    check('queues a second code to a number within a second, and the consumer sends it', async () => {
      const answer = await firstQueued((code) => ask(SIMULATOR.BE, code));

      expect(answer.status).toBe(202);
      expect(await answer.json()).toEqual({ status: 'queued' });
      const requestId = answer.headers.get('x-request-id') ?? '';
      expect(await requestWith([log(CONSUMER)], { requestId, outcome: 'sent' })).toMatchObject({
        ...{ type: 'SignIn', locale: 'de', country: 'BE', to: '…22', Stack: run.stack },
      });
    });

    check('gives SNS what waited, as it was asked for', async () => {
      const sms = await publishedSms(SIMULATOR.BE, CODE);

      expect(sms?.Message).toMatch(/^TooOften\d ist Ihr Acme-Code zum Anmelden\. /);
      expect(sms?.MessageAttributes['AWS.SNS.SMS.MaxPrice']).toEqual({ DataType: 'Number', StringValue: '0.2' });
      const line = await requestWith([log(CONSUMER)], { messageId: sms?.MessageId ?? '' });
      expect(line).toMatchObject({ outcome: 'sent', to: '…22' });
    });

    check('refuses the sixth code to a number within ten minutes, and says when the next one may come', async () => {
      if (leftOfTenMinutes() < ENOUGH) await wait(leftOfTenMinutes() + 1_000);
      const statuses: number[] = [];
      for (const code of codes(5)) statuses.push((await ask(SIMULATOR.FR, code)).status);

      const sixth = await ask(SIMULATOR.FR, `${CODE}6`);

      // Those within a second of another are queued.
      for (const status of statuses) expect([200, 202]).toContain(status);
      expect([sixth.status, sixth.headers.get('x-refusal')]).toEqual([429, 'limit-number']);
      const retryAfter = Number(sixth.headers.get('retry-after'));
      expect(Math.abs(retryAfter * 1_000 - leftOfTenMinutes())).toBeLessThan(CLOCKS_DIFFER_BY);
    });

    check('sends at once what need not wait', async () => {
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
        'pace#TIME',
      ]);
      const all = JSON.stringify(items);
      for (const to of Object.values(SIMULATOR)) expect(all.includes(to.slice(2))).toBe(false);
      for (const secret of [CODE, CLIENT]) expect(all.includes(secret)).toBe(false);
    });

    check('logs neither code, number, address nor text, in neither function', async () => {
      for (const start of [SENDER, CONSUMER]) {
        const lines = await linesOf(log(start));
        expect(lines.length).toBeGreaterThan(0);
        for (const secret of [CODE, CLIENT, SIMULATOR.BE.slice(2), SIMULATOR.FR.slice(2), 'Acme-Code']) {
          expect(lines.filter((line) => line.includes(secret)).length).toBe(0);
        }
      }
    });
  });
}

/** Asks for one code after the other until one is queued: the second one, unless requests take a second each. */
async function firstQueued(ask: (code: string) => Promise<Response>): Promise<Response> {
  let answer = await ask(`${CODE}0`);
  for (const code of codes(4)) {
    answer = await ask(code);
    if (answer.status !== 200) break;
  }
  return answer;
}

/** Until the limit of a number begins to count anew. */
function leftOfTenMinutes(): number {
  return TEN_MINUTES - (Date.now() % TEN_MINUTES);
}

function codes(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${CODE}${index + 1}`);
}

/** Everything that a table holds. */
async function itemsOf(TableName: string) {
  const items = [];
  for await (const page of paginateScan({ client: new DynamoDBClient() }, { TableName, ConsistentRead: true })) {
    items.push(...(page.Items ?? []));
  }
  return items;
}

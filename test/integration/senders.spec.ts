import { randomBytes } from 'node:crypto';
import { deploy, destroy } from './cdk';
import { check } from './check';
import { context } from './context';
import { CONFIG, CONSUMER, type Deployed, SENDER } from './deployed';
import { readToken, SIMULATOR, urlOf } from './endpoint';
import { eventually } from './eventually';
import { feedConsumer } from './functions';
import { type Meanwhile, sendMeanwhile } from './meanwhile';
import { linesOf, requestsOf } from './published';
import { firstQueued } from './queued';
import { messagesIn } from './queues';
import { idOf, inventory, resourcesOf } from './resources';
import { allowedCountries, END_USER_MESSAGING, SNS, sendActionsOf, sendersOf, sentTexts } from './senders';

const run = context();
/** Begins the codes of this run: an emulator may have those of another one in its inboxes. */
const NAME = `Run${randomBytes(4).toString('hex')}`;
const TYPE = 'SignIn';
/** Short, so that some requests come in each part of an update. */
const PAUSE_MS = 100;
/** More requests than one update gets. */
const PER_UPDATE = 5_000;

let before: ReadonlySet<string>;
let known: Pick<Deployed, 'outputs' | 'resources'>;

beforeAll(async () => {
  before = await inventory();
});

async function deployWith(config: object): Promise<void> {
  const { outputs } = await deploy(config, run);
  known = { outputs, resources: await resourcesOf(run.stack) };
}

async function request(to: string, code: string): Promise<Response> {
  return fetch(urlOf(known.outputs, run), {
    method: 'POST',
    headers: { authorization: `Bearer ${await readToken(known.outputs)}` },
    body: JSON.stringify({ to, type: TYPE, payload: { code, locale: 'de' } }),
  });
}

function queue(): string {
  return idOf(known.resources, 'AWS::SQS::Queue', 'OverflowQueue');
}

/** Updates the stack while requests go on and a message waits in the queue, and gives what was accepted. */
async function switchTo(config: object, updates: number): Promise<{ queued: Meanwhile; all: readonly Meanwhile[] }> {
  const to = [SIMULATOR.BE, SIMULATOR.FR][updates] ?? '';
  await feedConsumer(known.resources, false);
  const { code, response } = await firstQueued(`${NAME}Queued${'AB'[updates]}`, (each) => request(to, each));
  expect(response.status).toBe(202);
  await eventually(async () => expect(await messagesIn(queue())).toBe(1));

  const meanwhile = sendMeanwhile({
    ...{ url: urlOf(known.outputs, run), token: await readToken(known.outputs), type: TYPE },
    ...{ name: NAME, after: updates * PER_UPDATE, pauseMs: PAUSE_MS },
  });
  await deployWith(config).finally(meanwhile.stop);
  const requests = await meanwhile.stop();
  expect(await messagesIn(queue())).toBeGreaterThan(0);
  await feedConsumer(known.resources, true);
  await eventually(async () => expect(await messagesIn(queue())).toBe(0), 60);
  return { queued: { to, code, status: response.status }, all: requests };
}

/** Expects that each request was accepted, and given to one sender, once. Gives the senders of all. */
async function expectEachSentOnce(requests: readonly Meanwhile[]): Promise<ReadonlySet<string>> {
  expect(requests.length).toBeGreaterThan(20);
  expect(requests.filter(({ status }) => status !== 200 && status !== 202)).toEqual([]);
  const senders = await Promise.all(requests.map(sendersOf));
  expect(senders.filter((each) => each.length !== 1)).toEqual([]);
  return new Set(senders.flat());
}

describe('A new stack', () => {
  check('sends through SNS, and may call nothing else', async () => {
    await deployWith(SNS);

    expect([200, 202]).toContain((await request(SIMULATOR.AT, `${NAME}First`)).status);
    await eventually(async () => expect(await sendersOf({ to: SIMULATOR.AT, code: `${NAME}First` })).toEqual(['sns']));
    expect(await sendActionsOf(known)).toEqual(['sns:Publish', 'sns:Publish']);
  });
});

describe('A switch to End User Messaging', () => {
  check(
    'loses no request that comes meanwhile, and sends what was queued before it through the new sender',
    async () => {
      const { queued, all } = await switchTo(END_USER_MESSAGING, 0);

      expect(await expectEachSentOnce(all)).toEqual(new Set(['sns', 'text']));
      expect(await sendersOf(queued)).toEqual(['text']);
    },
  );

  check('leaves the functions no permission of SNS', async () => {
    expect(await sendActionsOf(known)).toEqual(['sms-voice:SendTextMessage', 'sms-voice:SendTextMessage']);
  });

  check('sends from the pool, through the configuration set and the protect configuration of the stack', async () => {
    expect([200, 202]).toContain((await request(SIMULATOR.DK, `${NAME}Second`)).status);

    await eventually(async () => expect(await sentTexts(SIMULATOR.DK, `${NAME}Second`)).toHaveLength(1));
    expect((await sentTexts(SIMULATOR.DK, `${NAME}Second`))[0]).toMatchObject({
      OriginationIdentity: END_USER_MESSAGING.sender.identity,
      MessageType: 'TRANSACTIONAL',
      ConfigurationSetName: idOf(known.resources, 'AWS::SMSVOICE::ConfigurationSet'),
      ProtectConfigurationId: idOf(known.resources, 'AWS::SMSVOICE::ProtectConfiguration'),
      MaxPrice: '0.20000',
      TimeToLive: expect.any(Number),
    });
    expect(await allowedCountries(known)).toEqual([...CONFIG.countries].sort());
  });

  check('logs what became of each message, under the id that our log has', async () => {
    const events = idOf(known.resources, 'AWS::Logs::LogGroup', 'EndUserMessagingLogEvents');
    const [{ MessageId = '' } = {}] = await sentTexts(SIMULATOR.DK, `${NAME}Second`);
    const logs = [SENDER, CONSUMER].map((start) => idOf(known.resources, 'AWS::Logs::LogGroup', `${start}Log`));

    await eventually(async () => {
      const lines = (await Promise.all(logs.map(linesOf))).flat();
      expect(requestsOf(lines).filter(({ messageId }) => messageId === MessageId)).toHaveLength(1);
    });
    const ended = (await linesOf(events)).filter((line) => line.includes(MessageId));
    expect(ended.map((line) => JSON.parse(line).eventType)).toEqual(['TEXT_DELIVERED']);
  });
});

describe('A switch back to SNS', () => {
  check('loses no request that comes meanwhile, and sends what was queued before it through SNS', async () => {
    const { queued, all } = await switchTo(SNS, 1);

    expect(await expectEachSentOnce(all)).toEqual(new Set(['sns', 'text']));
    expect(await sendersOf(queued)).toEqual(['sns']);
  });

  check('leaves nothing of End User Messaging', async () => {
    expect(await sendActionsOf(known)).toEqual(['sns:Publish', 'sns:Publish']);
    const ids = [...(await inventory())].filter((entry) => !before.has(entry));
    expect(ids.filter((entry) => /SMSVOICE|EndUserMessaging/.test(entry))).toEqual([]);
  });
});

describe('A removed stack', () => {
  check('that sent through End User Messaging leaves nothing behind', async () => {
    await deployWith(END_USER_MESSAGING);
    expect([...(await inventory())].filter((entry) => entry.includes('SMSVOICE'))).toHaveLength(2);

    await destroy(run);

    await eventually(async () => {
      expect([...(await inventory())].filter((entry) => !before.has(entry))).toEqual([]);
    });
  });
});

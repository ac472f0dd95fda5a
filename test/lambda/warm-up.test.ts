import { once } from 'node:events';
import { Agent, createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { selfSigned } from '../../bench/speed/certificate';
import { type DryRun, dryRunOf } from '../../lambda/dry-run';
import {
  END_USER_MESSAGING_DRY_RUN_ANSWER,
  endUserMessagingClient,
  endUserMessagingPublisher,
} from '../../lambda/end-user-messaging';
import { SNS_DRY_RUN_ANSWER, snsClient, snsPublisher } from '../../lambda/sns';
import { tableClient, tableCounters } from '../../lambda/table-counters';
import { warmUp } from '../../lambda/warm-up';
import { fakeDependencies, fakeSettings, queuedMessage } from '../fake-dependencies';

const environment = process.env;

let server: Server;
let agent: Agent;
let requests: string[];
let connections: number;
/** What the server answers to a call. */
let published: string;

beforeEach(async () => {
  const { key, cert } = selfSigned();
  requests = [];
  connections = 0;
  server = createServer({ key, cert }, async (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    request.resume();
    await once(request, 'end');
    response.end(request.method === 'GET' ? 'healthy' : published);
  });
  server.on('secureConnection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  agent = new Agent({ keepAlive: true, ca: cert });
  process.env = {
    ...environment,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_ENDPOINT_URL: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
});

afterEach(async () => {
  process.env = environment;
  agent.destroy();
  server.close();
  await once(server, 'close');
});

/** How each API publishes, in a dry run or really. */
const PUBLISHERS = {
  SNS: [SNS_DRY_RUN_ANSWER, (dryRun?: DryRun) => snsPublisher(fakeSettings(), snsClient(agent), dryRun)],
  'End User Messaging': [
    END_USER_MESSAGING_DRY_RUN_ANSWER,
    (dryRun?: DryRun) => endUserMessagingPublisher(fakeSettings(), {}, endUserMessagingClient(agent), dryRun),
  ],
} as const;

describe.each(Object.keys(PUBLISHERS) as (keyof typeof PUBLISHERS)[])('a warm-up with %s', (name) => {
  const [answer, publisher] = PUBLISHERS[name];

  beforeEach(() => {
    published = answer;
  });

  /** Makes a publisher and counters that send nothing. */
  function dryRun() {
    const ofTable = dryRunOf(agent, 1, '{}');
    const ofApi = dryRunOf(agent, 1, answer);
    return {
      counters: tableCounters('counters', { client: tableClient(agent), dryRun: ofTable }),
      publish: publisher(ofApi),
      connected: () => Promise.all([ofTable.connected(), ofApi.connected()]),
    };
  }

  it.each([
    ['the usual settings', {}],
    ['only another country than that of its number', { countries: ['FR'] }],
    ['limits that admit only one message', { limits: { numberPer10Minutes: 1, clientPerHour: 1, perDay: 1 } }],
    ['the limit by the share of used codes', { verifiedShare: 'enforce' }],
    ['a low rate', { sendsPerSecond: 1 }],
    ['no limits', { limits: { numberPer10Minutes: false, numberPerDay: false, clientPerHour: false, perDay: false } }],
  ])('runs to the end of the pipeline with %s', async (_, config) => {
    const dependencies = fakeDependencies({ settings: fakeSettings(config) });
    expect(await warmUp(dependencies, dryRun())).toMatchObject({ status: 200 });
  });

  it.each(['off', 'enforce'])(
    'sends, counts, reads, remembers and reports nothing (verifiedShare: %s)',
    async (mode) => {
      const call = jest.fn();
      const dependencies = fakeDependencies({
        settings: fakeSettings({ verifiedShare: mode }),
        counters: { tryIncrement: call, release: call, read: call, write: call },
        deduplicator: { claim: call, confirm: call, release: call },
      });
      const { connected, ...senders } = dryRun();
      await warmUp(dependencies, senders);
      await connected();
      expect(requests.filter((request) => request !== 'GET /ping')).toEqual([]);
      expect(dependencies).toMatchObject({ published: [], queued: [], reports: [] });
      expect(call).not.toHaveBeenCalled();
    },
  );

  it('leaves connections open, which the next calls use', async () => {
    const { connected, ...senders } = dryRun();
    await warmUp(fakeDependencies(), senders);
    await connected();
    expect(connections).toBe(2);
    expect(await publisher()(queuedMessage(), new AbortController().signal)).toBe('dry-run');
    expect(connections).toBe(2);
  });

  it('continues when a connection cannot be opened', async () => {
    process.env.AWS_ENDPOINT_URL = 'https://127.0.0.1:1';
    const { connected, ...senders } = dryRun();
    expect(await warmUp(fakeDependencies(), senders)).toMatchObject({ status: 200 });
    await expect(connected()).resolves.toBeDefined();
  });
});

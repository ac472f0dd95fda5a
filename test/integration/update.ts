import type { StackResourceSummary } from '@aws-sdk/client-cloudformation';
import { OUTPUTS } from '../../contract/stack';
import { deploy, deployPrevious, type Template, templateIn } from './cdk';
import { check } from './check';
import { context } from './context';
import { CONFIG, CONSUMER, type Deployed, type GetDeployed, SENDER } from './deployed';
import { ACCEPTED, readToken, SIMULATOR, secretOf, sendByConnector, urlOf } from './endpoint';
import { eventually } from './eventually';
import { codeHashOf, feedConsumer } from './functions';
import { type Meanwhile, sendMeanwhile } from './meanwhile';
import { ADDED_RESOURCES, REPLACED_RESOURCES } from './previous-version';
import { linesOf, publishedSms, requestsOf, requestWith } from './published';
import { firstQueued, type QueuedRequest } from './queued';
import { messagesIn } from './queues';
import { replacements } from './replacements';
import { idOf, inventory, resourcesOf } from './resources';
import { itemsOf } from './table';

/** The types of the messages here. The other checks use others, and tell their own log lines from these by them. */
export const UPDATE_TYPES = { queued: 'ForgotPassword', sent: 'MfaVerification' } as const;

/** The stack as the version before deployed it. */
interface Previous extends Deployed {
  readonly token: string;
  /** Hashes of the functions' code: the sender's, the consumer's. */
  readonly code: readonly (string | undefined)[];
}

/**
 * Deploys the version before, and updates it to the working tree.
 *
 * @param root the folder of the version before
 * @param deployed gives the stack as it was kept
 * @param keep takes the updated stack
 */
export function updatePreviousVersion(root: string, deployed: GetDeployed, keep: (updated: Deployed) => void): void {
  const run = context();
  const known: { previous?: Previous; queued?: QueuedRequest; meanwhile?: readonly Meanwhile[] } = {};

  describe('A stack of the version before', () => {
    check('is deployed by the CDK CLI of that version', async () => {
      const before = await inventory();
      const { outputs, assembly } = await deployPrevious(CONFIG, run, root);
      const resources = await resourcesOf(run.stack);
      known.previous = {
        ...{ before, outputs, assembly, resources },
        token: await readToken(outputs),
        code: await codeHashes(resources),
      };
    });

    check('queues a second code to a number within a second, while nothing reads the queue', async () => {
      const { resources, outputs, token } = found(known.previous);
      await feedConsumer(resources, false);

      known.queued = await firstQueued('Waiting', (code) =>
        fetch(urlOf(outputs, run), {
          method: 'POST',
          headers: { authorization: `Bearer ${token}` },
          body: JSON.stringify({ to: SIMULATOR.EE, type: UPDATE_TYPES.queued, payload: { code, locale: 'de' } }),
        }),
      );

      expect(known.queued.response.status).toBe(202);
      await eventually(async () => expect(await messagesIn(queueOf(resources))).toBe(1));
    });
  });

  describe('Its update to this version', () => {
    check('keeps every resource, the address and the token', async () => {
      const { before, resources, outputs, token } = found(known.previous);

      // In an account, only simulator numbers may get SMS, and there are too few of them.
      const meanwhile = { url: urlOf(outputs, run), token, type: UPDATE_TYPES.sent };
      const requests = run.where === 'emulator' ? sendMeanwhile(meanwhile) : undefined;
      const updated = await deploy(CONFIG, run);
      known.meanwhile = (await requests?.stop()) ?? [];
      keep({ before, outputs: updated.outputs, assembly: updated.assembly, resources: await resourcesOf(run.stack) });

      const ids = idsOf(deployed().resources);
      const changed = [...ADDED_RESOURCES, ...REPLACED_RESOURCES];
      const added = Object.fromEntries(changed.map((id) => [id, ids[id] ?? 'missing']));
      expect(ids).toEqual({ ...idsOf(resources), ...added });
      // The dashboard is replaced, so its address changes.
      const kept = Object.entries(outputs).filter(([name]) => name !== OUTPUTS.dashboardUrl);
      expect(updated.outputs).toMatchObject(Object.fromEntries(kept));
      expect((await readToken(updated.outputs)) === token).toBe(true);
    });

    check('lets Logto send on at once, to the same address, with the same token, in the same counters', async () => {
      const { outputs, token } = found(known.previous);
      const message = { to: SIMULATOR.EE, type: UPDATE_TYPES.sent, payload: { code: '100001', locale: 'de' } };

      expect(ACCEPTED).toContainEqual(await sendByConnector(message, urlOf(outputs, run), `Bearer ${token}`));

      // Nobody but these numbers has got a code so far, from either version.
      const items = await itemsOf(idOf(deployed().resources, 'AWS::DynamoDB::GlobalTable'));
      const pseudonyms = items.flatMap(({ key }) => /^number#([^#]+)#/.exec(key?.S ?? '')?.[1] ?? []);
      expect(new Set(pseudonyms).size).toBe(1 + found(known.meanwhile).length);
    });

    check("replaces nothing by CloudFormation's own rules, but what the changelog names", async () => {
      const { assembly, outputs } = found(known.previous);
      const [, partition = '', , region = '', account = ''] = secretOf(outputs.TokenCommand).secret.split(':');
      const parameters = { 'AWS::Partition': partition, 'AWS::Region': region, 'AWS::AccountId': account };
      const [previous, next] = [templateIn(assembly, run), templateIn(deployed().assembly, run)];

      const replaced = await replacements(previous, next, parameters, run.folder);
      const isExpected = (line: string) => REPLACED_RESOURCES.some((id) => line.includes(` ${id} `));
      expect(replaced.filter((line) => !isExpected(line))).toEqual([]);
      expect(replaced).toHaveLength(REPLACED_RESOURCES.length);
    });

    check('gives a function other code where its bundle is another', async () => {
      const { assembly, code } = found(known.previous);
      const bundles = bundlesOf(templateIn(assembly, run));

      const isOtherBundle = bundlesOf(templateIn(deployed().assembly, run)).map((name, i) => name !== bundles[i]);
      const isOtherCode = (await codeHashes(deployed().resources)).map((hash, i) => hash !== code[i]);
      expect(isOtherCode).toEqual(isOtherBundle);
    });

    check('leaves the queued code where it is, and the new consumer sends it once', async () => {
      const { resources } = deployed();
      const log = idOf(resources, 'AWS::Logs::LogGroup', `${CONSUMER}Log`);
      const requestId = found(known.queued).response.headers.get('x-request-id') ?? '';
      expect(await messagesIn(queueOf(resources))).toBeGreaterThan(0);

      await feedConsumer(resources, true);

      const sent = { type: UPDATE_TYPES.queued, locale: 'de', country: 'EE', to: '…92', Stack: run.stack };
      expect(await requestWith([log], { requestId, outcome: 'sent' })).toMatchObject(sent);
      await eventually(async () => expect(await messagesIn(queueOf(resources))).toBe(0));
      const lines = requestsOf(await linesOf(log)).filter((line) => line.requestId === requestId);
      // Without a permit it goes back into the queue.
      expect(lines.map(({ outcome }) => outcome).filter((outcome) => outcome !== 'postponed')).toEqual(['sent']);
    });

    check('has lost no request that came meanwhile, and sent none twice', async () => {
      const meanwhile = found(known.meanwhile);
      if (run.where === 'emulator') expect(meanwhile.length).toBeGreaterThan(3);
      expect(meanwhile.filter(({ status }) => status !== 200 && status !== 202)).toEqual([]);
      for (const { to, code } of meanwhile) {
        await eventually(async () => expect(await publishedSms(to, code)).toHaveLength(1));
      }
    });

    check('has SNS get the queued code once', async () => {
      expect(await publishedSms(SIMULATOR.EE, found(known.queued).code)).toHaveLength(1);
    });
  });
}

/** What an earlier check has found. Throws when that check failed. */
function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('An earlier check failed that this one builds on.');
  return value;
}

function queueOf(resources: readonly StackResourceSummary[]): string {
  return idOf(resources, 'AWS::SQS::Queue', 'OverflowQueue');
}

/** Each resource's type and physical id, by its logical id. */
function idsOf(resources: readonly StackResourceSummary[]): Record<string, string> {
  return Object.fromEntries(
    resources.map(({ LogicalResourceId, ResourceType, PhysicalResourceId }) => [
      LogicalResourceId,
      `${ResourceType} ${PhysicalResourceId}`,
    ]),
  );
}

function codeHashes(resources: readonly StackResourceSummary[]): Promise<(string | undefined)[]> {
  return Promise.all([codeHashOf(resources, SENDER), codeHashOf(resources, CONSUMER)]);
}

/** The names of the functions' bundles, the sender's and the consumer's. Each is a hash of what is in the bundle. */
function bundlesOf({ Resources }: Template): (string | undefined)[] {
  const functions = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Function');
  return [SENDER, CONSUMER].map((start) => functions.find(([id]) => id.startsWith(start))?.[1].Properties?.Code?.S3Key);
}

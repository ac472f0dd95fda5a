import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { deploy, deployAssembly, destroy, destroyAssembly } from './cdk';
import { check } from './check';
import { context } from './context';
import { CHANGED_CONFIG, CONFIG, type Deployed, SENDER } from './deployed';
import { ACCEPTED, readToken, SIMULATOR, secretOf, sendByConnector, urlOf } from './endpoint';
import { eventually } from './eventually';
import { codeHashOf } from './functions';
import { exceedLimits } from './over-limits';
import { readBackPermissions } from './permissions';
import { publishedSms } from './published';
import { readBack } from './read-back';
import { readBackAlarms } from './read-back-alarms';
import { readBackGuard } from './read-back-guard';
import { sendRequests } from './requests';
import { idOf, inventory, resourcesOf } from './resources';
import { failAtSns } from './sns-failure';
import { updatePreviousVersion } from './update';

const run = context();
let known: Deployed | undefined;

function deployed(): Deployed {
  if (!known) throw new Error('The stack was not deployed: see the first failure.');
  return known;
}

function keep(stack: Deployed): void {
  known = stack;
}

if (run.previousVersion) {
  updatePreviousVersion(run.previousVersion, deployed, keep);
} else {
  describe('A new stack', () => {
    check('is deployed by the CDK CLI', async () => {
      const before = await inventory();
      const { outputs, assembly } = await deploy(CONFIG, run);
      keep({ before, outputs, assembly, resources: await resourcesOf(run.stack) });
    });
  });
}

readBack(deployed);
readBackGuard(deployed);
readBackAlarms(deployed);
readBackPermissions(deployed);
sendRequests(deployed);
exceedLimits(deployed);
failAtSns(deployed);

function send(to: string, code: string, token: string, { outputs }: Pick<Deployed, 'outputs'> = deployed()) {
  const message = { to, type: 'SignIn', payload: { code, locale: 'de' } };
  return sendByConnector(message, urlOf(outputs, run), `Bearer ${token}`);
}

describe('A rotated token', () => {
  check('works at its first request, and the previous one still does', async () => {
    const old = await readToken(deployed().outputs);
    expect(ACCEPTED).toContainEqual(await send(SIMULATOR.AT, '300001', old));
    const fresh = old.split('').reverse().join('');
    const { secret, region } = secretOf(deployed().outputs.TokenCommand);
    await new SecretsManagerClient({ region }).send(
      new PutSecretValueCommand({ SecretId: secret, SecretString: fresh }),
    );

    expect(ACCEPTED).toContainEqual(await send(SIMULATOR.DK, '300002', fresh));
    expect(ACCEPTED).toContainEqual(await send(SIMULATOR.FI, '300003', old));
  });

  // After the rotation: a wrong token keeps the function from looking for a new one for ten seconds.
  check('and the previous one are the only ones that work', async () => {
    const refusal = { error: 'We cannot send text messages right now. Please try again later.' };

    expect(await send(SIMULATOR.AT, '300004', 'f'.repeat(48))).toEqual(refusal);
    const response = await fetch(urlOf(deployed().outputs, run), { method: 'POST', body: '{}' });
    expect([response.status, response.headers.get('x-refusal')]).toEqual([401, 'bad-token']);
  });
});

describe('A later deployment', () => {
  check('of another message changes the code, and nothing that Logto knows or that connect has stored', async () => {
    const { outputs, resources } = deployed();
    const token = await readToken(outputs);
    const previous = { SecretId: idOf(resources, 'AWS::SecretsManager::Secret', 'PreviousConnector') };
    const secrets = new SecretsManagerClient();
    await secrets.send(new PutSecretValueCommand({ ...previous, SecretString: '{"connector":{"id":"c-1"}}' }));
    const code = await codeHashOf(resources, SENDER);

    const changed = await deploy(CHANGED_CONFIG, run);

    expect(changed.outputs).toEqual(outputs);
    expect(physicalIds(await resourcesOf(run.stack))).toEqual(physicalIds(resources));
    expect((await readToken(outputs)) === token).toBe(true);
    const { SecretString } = await secrets.send(new GetSecretValueCommand(previous));
    expect(SecretString).toBe('{"connector":{"id":"c-1"}}');
    expect(await codeHashOf(resources, SENDER)).not.toBe(code);
  });

  check("changes a message's words", async () => {
    expect(ACCEPTED).toContainEqual(await send(SIMULATOR.AT, '400001', await readToken(deployed().outputs)));

    await eventually(async () => {
      const sms = (await publishedSms(SIMULATOR.AT, '400001')).at(-1);
      expect(sms?.Message.replace('400001', 'CODE')).toBe('CODE ist neu bei Acme.');
    });
  });

  check('of the same changes nothing', async () => {
    const { printed } = await deploy(CHANGED_CONFIG, run);

    expect(printed).toContain('(no changes)');
  });
});

describe('A removed stack', () => {
  if (run.previousVersion) {
    check('can be deployed again as a new one, with the resources that the update led to', async () => {
      const { before, outputs, assembly, resources } = deployed();
      await destroyAssembly(assembly);

      const again = await deployAssembly(assembly, run);

      const resourcesAgain = await resourcesOf(run.stack);
      expect(logicalIds(resourcesAgain)).toEqual(logicalIds(resources));
      expect(again.outputs.EndpointUrl).not.toBe(outputs.EndpointUrl);
      const token = await readToken(again.outputs);
      expect(ACCEPTED).toContainEqual(await send(SIMULATOR.AT, '500001', token, again));
      keep({ before, assembly, outputs: again.outputs, resources: [...resources, ...resourcesAgain] });
    });
  }

  check('leaves nothing behind', async () => {
    await destroy(run);

    const { before, resources } = deployed();
    const ours = new Set(
      resources.map(({ ResourceType, PhysicalResourceId }) => `${ResourceType} ${PhysicalResourceId}`),
    );
    // In an account others may create something at the same time.
    const isOurs = (entry: string) => run.where === 'emulator' || ours.has(entry) || entry.includes(run.stack);
    await eventually(async () => {
      const left = [...(await inventory())].filter((entry) => !before.has(entry) && isOurs(entry));
      expect(left).toEqual([]);
    });
  });
});

function physicalIds(resources: Deployed['resources']): (string | undefined)[] {
  return resources.map(({ PhysicalResourceId }) => PhysicalResourceId).sort();
}

function logicalIds(resources: Deployed['resources']): (string | undefined)[] {
  return resources.map(({ LogicalResourceId }) => LogicalResourceId).sort();
}

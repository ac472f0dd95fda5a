import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { deploy, destroy } from './cdk';
import { check } from './check';
import { context } from './context';
import { CHANGED_CONFIG, CONFIG, type Deployed, SENDER } from './deployed';
import { ACCEPTED, readToken, SIMULATOR, secretOf, sendByConnector, urlOf } from './endpoint';
import { eventually } from './eventually';
import { publishedSms } from './published';
import { readsBack } from './read-back';
import { readsBackAlarms } from './read-back-alarms';
import { readsBackGuard } from './read-back-guard';
import { asksAsLogto } from './requests';
import { idOf, inventory, resourcesOf } from './resources';
import { readsBackRights } from './rights';
import { asksTooOften } from './too-often';

const run = context();
let known: Deployed | undefined;

function deployed(): Deployed {
  if (!known) throw new Error('The stack was not deployed: see the first check.');
  return known;
}

describe('A new stack', () => {
  check('is deployed by the CDK CLI', async () => {
    const before = await inventory();
    const [outputs] = await deploy(CONFIG, run);
    known = { before, outputs, resources: await resourcesOf(run.stack) };
  });
});

readsBack(deployed);
readsBackGuard(deployed);
readsBackAlarms(deployed);
readsBackRights(deployed);
asksAsLogto(deployed);
asksTooOften(deployed);

function send(to: string, code: string, token: string) {
  const message = { to, type: 'SignIn', payload: { code, locale: 'de' } };
  return sendByConnector(message, urlOf(deployed().outputs, run), `Bearer ${token}`);
}

describe('A rotated token', () => {
  check('works at its first request, and the previous one beside it', async () => {
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
  check('is the only one that works beside the previous one', async () => {
    const refusal = { error: 'We cannot send text messages right now. Please try again later.' };

    expect(await send(SIMULATOR.AT, '300004', 'f'.repeat(48))).toEqual(refusal);
    const response = await fetch(urlOf(deployed().outputs, run), { method: 'POST', body: '{}' });
    expect([response.status, response.headers.get('x-refusal')]).toEqual([401, 'bad-token']);
  });
});

describe('A later deployment', () => {
  check('of another message changes the code, and nothing that Logto knows', async () => {
    const { outputs, resources } = deployed();
    const token = await readToken(outputs);
    const code = await codeHash();

    const [changed] = await deploy(CHANGED_CONFIG, run);

    expect(changed).toEqual(outputs);
    expect(physicalIds(await resourcesOf(run.stack))).toEqual(physicalIds(resources));
    expect((await readToken(changed)) === token).toBe(true);
    expect(await codeHash()).not.toBe(code);
  });

  check("changes a message's words", async () => {
    expect(ACCEPTED).toContainEqual(await send(SIMULATOR.AT, '400001', await readToken(deployed().outputs)));

    await eventually(async () => {
      const sms = await publishedSms(SIMULATOR.AT, '400001');
      expect(sms?.Message.replace('400001', 'CODE')).toBe('CODE ist neu bei Acme.');
    });
  });

  check('of the same changes nothing', async () => {
    const [, printed] = await deploy(CHANGED_CONFIG, run);

    expect(printed).toContain('(no changes)');
  });
});

describe('A removed stack', () => {
  check('leaves nothing behind', async () => {
    await destroy(run);

    const { before, resources } = deployed();
    const ours = new Set(
      resources.map(({ ResourceType, PhysicalResourceId }) => `${ResourceType} ${PhysicalResourceId}`),
    );
    // In an account others may make something at the same time.
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

async function codeHash(): Promise<string | undefined> {
  const FunctionName = idOf(deployed().resources, 'AWS::Lambda::Function', SENDER);
  return (await new LambdaClient().send(new GetFunctionConfigurationCommand({ FunctionName }))).CodeSha256;
}

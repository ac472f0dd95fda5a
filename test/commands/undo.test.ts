import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { mockedClients, NOW } from './fake-account';
import { type FakeEndpoint, fakeEndpoint } from './fake-endpoint';
import { type FakeLogto, fakeLogto, httpSms, MAIL, TWILIO } from './fake-logto';
import { type FakeSecret, fakeSecret } from './fake-secret';
import { connectRuns, type Ended, STACK, VENDOR, VENDOR_SECRETS } from './previous-connector';

const clients = mockedClients();
let endpoint: FakeEndpoint;
let logto: FakeLogto;
let secret: FakeSecret;
let runs: ReturnType<typeof connectRuns>;

beforeEach(async () => {
  clients.secrets.reset();
  secret = fakeSecret(clients, undefined, () => NOW);
  [endpoint, logto] = await Promise.all([fakeEndpoint(), fakeLogto()]);
  runs = connectRuns(logto, endpoint);
});
afterEach(() => Promise.all([endpoint.close(), logto.close()]));

/** Another HTTP SMS connector, which connect changes and does not replace. */
const ELSEWHERE = { ...httpSms('https://sms.example.com/hook?key=vendor-secret-token', 'x'), id: 'c-own' };

const stored = () => JSON.parse(secret.value('AWSCURRENT') ?? '{}').connector;
const changesOf = (calls: readonly string[]) =>
  calls.filter((call) => /^(POST \/api\/connectors|PATCH .*)$/.test(call));

describe('before connect replaces another connector,', () => {
  it.each([
    ["another vendor's", VENDOR],
    ['an HTTP SMS connector that posts elsewhere', ELSEWHERE],
  ])('it stores %s whole, after the question, and reads it back', async (_, before) => {
    logto.connectors = [MAIL, before];
    let atChange: unknown;
    logto.onCall = (call) => {
      if (changesOf([call]).length > 0) atChange = stored();
    };
    const { questions, printed } = await runs.connect();
    const { id, connectorId, config, metadata, syncProfile, enableTokenStorage } = before;
    expect(atChange).toEqual({
      logto: logto.url,
      id,
      connectorId,
      name: before.name.en,
      config,
      settings: { metadata, syncProfile, enableTokenStorage },
    });
    expect(questions).toHaveLength(1);
    expect(printed).toContain('is stored in the stack, with its keys.');
  });

  it('it stores nothing when the answer is no, or when the test SMS fails', async () => {
    logto.connectors = [VENDOR];
    await runs.connect({ answer: false });
    await runs.connect({ phone: '+33612345678' });
    expect(secret.versions).toEqual([]);
    expect(logto.connectors).toEqual([VENDOR]);
  });

  it('it stores neither the connector of this endpoint nor one that it does not replace', async () => {
    await runs.connect();
    logto.connectors = [httpSms(endpoint.url, 'an-older-token')];
    await runs.connect();
    expect(secret.versions).toEqual([]);
  });

  it('it keeps the first one when it is run again', async () => {
    logto.connectors = [VENDOR];
    await runs.connect();
    const first = secret.value('AWSCURRENT');
    expect((await runs.connect()).changed).toBe(false);
    logto.connectors = [httpSms(endpoint.url, 'an-older-token')];
    expect((await runs.connect()).changed).toBe(true);
    expect(secret.value('AWSCURRENT') === first).toBe(true);
    expect(secret.versions).toHaveLength(1);
  });

  it('it keeps the stored one, and changes nothing, when a third one is there', async () => {
    logto.connectors = [VENDOR];
    await runs.connect();
    logto.connectors = [ELSEWHERE];
    const { error } = await runs.connect();
    expect(error?.message).toContain(
      '"HTTP SMS" to https://sms.example.com, but the stack still stores another: "Twilio',
    );
    expect(error?.next).toMatch(/Nothing was changed\. .*--forget.*--undo/);
    expect(logto.connectors).toEqual([ELSEWHERE]);
    expect(stored().id).toBe(VENDOR.id);
    expect(endpoint.dependencies.published).toHaveLength(1);
  });

  it("it leaves another Logto's connector alone, and says how to go back in the Logto of the stored one", async () => {
    logto.connectors = [VENDOR];
    await runs.connect();
    const other = await fakeLogto();
    const theirs = { ...VENDOR, id: 'other' };
    other.connectors = [theirs];
    const { error } = await connectRuns(other, endpoint).connect();
    expect(error?.message).toContain(`the stack still stores another: "Twilio SMS Service" (${VENDOR.connectorId})`);
    expect(error?.next).toContain(`npm run connect -- --undo --logto ${logto.url} --app-id <id>`);
    expect(error?.next).toContain('--forget');
    expect(error?.next).not.toContain('delete');
    expect(other.connectors).toEqual([theirs]);
    await other.close();
  });

  it('it names the address to use when the same Logto was stored under another one', async () => {
    logto.connectors = [VENDOR];
    await runs.connect();
    logto.connectors = [VENDOR];
    const { error } = await runs.connect({ address: 'https://custom.example.com' });
    expect(error?.next).toBe(
      `Nothing was changed. The stored one is this very connector, so this is the same Logto. Use --logto ${logto.url}`,
    );
  });

  it('it stops when somebody changes that during the question', async () => {
    logto.connectors = [VENDOR];
    logto.onCall = (call) => {
      if (call.endsWith('/test')) logto.connectors = [{ ...VENDOR, config: { authToken: 'vendor-secret-token' } }];
    };
    const { error } = await runs.connect();
    expect(error?.message).toContain("Somebody else has changed Logto's SMS connector");
    expect(secret.versions).toEqual([]);
    expect(changesOf(logto.calls)).toEqual([]);
  });

  it('it asks for a deploy, and changes nothing, if an older version of the stack has no secret for it', async () => {
    logto.connectors = [VENDOR];
    const { error } = await runs.connect({ stack: { ...STACK, resources: [] } });
    expect(error?.message).toContain(
      'has no AWS::SecretsManager::Secret whose logical id begins with PreviousConnector',
    );
    expect(error?.next).toMatch(/^Nothing was changed\. .*npx cdk deploy/);
    expect(endpoint.dependencies.published).toEqual([]);
    expect(logto.connectors).toEqual([VENDOR]);
  });

  it('it needs no such secret when nothing is lost', async () => {
    expect((await runs.connect({ stack: { ...STACK, resources: [] } })).changed).toBe(true);
  });

  it('it stops when AWS does not return what was stored', async () => {
    logto.connectors = [VENDOR];
    clients.secrets.on(PutSecretValueCommand).resolves({ VersionId: 'v1' });
    const { error } = await runs.connect();
    expect(error?.message).toContain('does not return it as it was stored');
    expect(error?.next).toContain('Logto was not changed.');
    expect(logto.connectors).toEqual([VENDOR]);
  });

  it('it stops when that does not fit into a secret', async () => {
    logto.connectors = [{ ...VENDOR, config: { ...VENDOR.config, more: 'ä'.repeat(33_000) } }];
    const { error } = await runs.connect();
    expect(error?.message).toMatch(/has \d+ bytes\. A secret holds 65536\./);
    expect(changesOf(logto.calls)).toEqual([]);
  });

  it("it says that Logto's own for trials cannot be put back, and stores nothing of it", async () => {
    logto.connectors = [{ ...VENDOR, connectorId: 'logto-sms', config: {}, isDemo: true }];
    const { questions, changed } = await runs.connect();
    expect(questions).toEqual([expect.stringContaining('cannot be put back')]);
    expect(changed).toBe(true);
    expect(secret.versions).toEqual([]);
  });
});

describe('connect --undo', () => {
  it.each([
    ["another vendor's connector", VENDOR, 'POST /api/connectors'],
    [
      'a connector with settings of its own',
      { ...VENDOR, metadata: { target: 'x' }, syncProfile: true },
      'POST /api/connectors',
    ],
    ['an HTTP SMS connector that posted elsewhere', ELSEWHERE, 'PATCH /api/connectors/c-own'],
  ])('puts %s back as it was, sends no SMS, and can be run again', async (_, before, call) => {
    logto.connectors = [MAIL, before];
    await runs.connect();
    expect(logto.connectors[1]).toMatchObject({ connectorId: 'http-sms', config: { endpoint: endpoint.url } });
    logto.calls.length = 0;

    expect((await runs.undo()).printed).toMatch(
      /Logto sends its SMS through "[^"]+" .* again, as before connect\..*--forget/,
    );
    expect(logto.connectors).toEqual([MAIL, before]);
    expect(changesOf(logto.calls)).toEqual([call]);
    expect(logto.calls.filter((each) => each.endsWith('/test'))).toEqual([]);
    expect(await runs.undo()).toMatchObject({
      changed: false,
      printed: expect.stringContaining('is already as it was.'),
    });
    expect(changesOf(logto.calls)).toHaveLength(1);
  });

  it('can be undone again after another connect', async () => {
    logto.connectors = [VENDOR];
    for (let round = 0; round < 2; round++) {
      expect((await runs.connect()).changed).toBe(true);
      expect((await runs.undo()).changed).toBe(true);
    }
    expect(logto.connectors).toEqual([VENDOR]);
    expect(secret.versions).toHaveLength(1);
  });

  it('puts it back too when somebody has deleted the connector of this endpoint', async () => {
    logto.connectors = [VENDOR];
    await runs.connect();
    logto.connectors = [];
    expect((await runs.undo()).changed).toBe(true);
    expect(logto.connectors).toEqual([VENDOR]);
  });

  it('tests it first with --phone, and changes nothing when the vendor refuses', async () => {
    logto.connectors = [VENDOR];
    await runs.connect();
    const ours = logto.connectors;
    logto.vendorError = 'Error occurred in connector: {"message":"Account suspended."}';
    const { error } = await runs.undo({ phone: '+4915112345678' });
    expect(error?.message).toBe(
      "Logto could not send the test SMS through the connector (connector.general). Its words are not shown, because they may quote the connector's keys.",
    );
    expect(error?.next).toBe(
      "Logto was not changed. See the vendor's console, and Logto's own log. Without --phone, --undo puts it back untested.",
    );
    expect(logto.connectors).toEqual(ours);

    logto.vendorError = undefined;
    const { printed } = await runs.undo({ phone: '+4915112345678' });
    expect(logto.calls).toContain('POST /api/connectors/twilio-short-message-service/test');
    expect(printed).toContain('Logto sent a test SMS (code 000000) to …78 through "Twilio SMS Service"');
    expect(logto.connectors).toEqual([VENDOR]);
  });

  it('says that Logto drops empty values, which a connector from before may have', async () => {
    const config = { ...VENDOR.config, fromNumber: '', extra: { empty: [], nothing: null } };
    logto.connectors = [{ ...VENDOR, config }];
    await runs.connect();
    expect((await runs.undo()).printed).toContain('Its empty values are gone');
    expect(logto.connectors).toEqual([VENDOR]);
    expect((await runs.undo()).changed).toBe(false);
    expect((await runs.connect()).changed).toBe(true);
  });

  const refusals: [when: string, change: () => void, text: string, next: string, address: string | undefined][] = [
    [
      'nothing is stored',
      () => secret.versions.splice(0),
      'The stack stores no SMS connector',
      "Logto's console",
      undefined,
    ],
    [
      'a third connector is there',
      () => (logto.connectors = [ELSEWHERE]),
      'but "HTTP SMS" to https://sms.example.com',
      'delete it',
      undefined,
    ],
    [
      'the stored one has been changed since',
      () => (logto.connectors = [{ ...VENDOR, config: { authToken: 'rotated' } }]),
      'neither this endpoint',
      'delete it',
      undefined,
    ],
    [
      'its connector is no longer installed',
      () => logto.factories.delete(VENDOR.connectorId),
      'no longer has the connector "Twilio SMS Service"',
      'connector add',
      undefined,
    ],
    [
      'it is from another Logto',
      () => undefined,
      'and --logto is https://other.example.com',
      '--logto http://127.0.0.1',
      'https://other.example.com',
    ],
  ];
  it.each(refusals)('changes nothing, and says what to do, when %s', async (_, change, text, next, address) => {
    logto.connectors = [VENDOR];
    await runs.connect();
    change();
    const before = logto.connectors;
    logto.calls.length = 0;
    const { error } = await runs.undo(address === undefined ? {} : { address });
    expect(error?.message).toContain(text);
    expect(error?.message).toMatch(/Nothing was changed\.$/);
    expect(error?.next).toContain(next);
    expect(logto.connectors).toEqual(before);
    expect(changesOf(logto.calls)).toEqual([]);
  });

  it('says so when Logto does not have the connector as it was stored', async () => {
    logto.connectors = [VENDOR];
    await runs.connect();
    logto.onCall = (call) => {
      if (call === 'GET /api/connectors' && changesOf(logto.calls).length > 1) logto.connectors = [TWILIO];
    };
    expect((await runs.undo()).error?.message).toContain('is not as it was stored');
  });
});

describe('an error that quotes a key', () => {
  const key = 'pa+ss/w"ord==';
  const basic = Buffer.from(`ACsecret-account-id:${key}`).toString('base64');
  const quotes = [key, encodeURIComponent(key), JSON.stringify(key), basic, key.toUpperCase(), '12345', '1400123456'];

  it.each(quotes)('is printed without it, from the test SMS and from the change: %s', async (quote) => {
    logto.connectors = [{ ...VENDOR, config: { ...VENDOR.config, authToken: key, pin: '12345' } }];
    await runs.connect();
    const body = JSON.stringify({ code: 'connector.invalid_config', message: `No account with ${quote}.` });
    for (const [call, status] of [
      ['POST /api/connectors/twilio-short-message-service/test', 400],
      ['POST /api/connectors/twilio-short-message-service/test', 500],
      ['POST /api/connectors', 400],
    ] as const) {
      logto.onCall = (each) => {
        logto.everything = each === call ? { status, type: 'application/json', body } : undefined;
      };
      const { error, printed } = await runs.undo(call.endsWith('/test') ? { phone: '+4915112345678' } : {});
      expect(error?.message).toContain('connector.invalid_config');
      expect(printed.includes(quote)).toBe(false);
    }
  });

  it('that stands where the code of the error should be is printed as the status', async () => {
    logto.connectors = [VENDOR];
    await runs.connect();
    const body = JSON.stringify({ code: 'vendor-secret-token', message: 'x' });
    logto.onCall = (each) => {
      logto.everything = each.endsWith('/test') ? { status: 400, type: 'application/json', body } : undefined;
    };
    const { printed } = await runs.undo({ phone: '+4915112345678' });
    expect(printed).toContain('through the connector (status 400).');
    expect(printed).not.toContain('vendor-secret-token');
  });
});

describe('connect --forget', () => {
  it('leaves no version with a label that has the keys, after a question', async () => {
    logto.connectors = [VENDOR];
    await runs.connect();
    expect((await runs.forget({ answer: false })).error?.message).toContain('because you said no');
    expect(stored().id).toBe(VENDOR.id);

    const { printed, questions } = await runs.forget();
    expect(questions).toEqual([expect.stringContaining('connect --undo cannot put it back')]);
    expect(printed).toContain('Now revoke its keys at the vendor, if you have not yet.');
    const labelled = secret.versions.filter(({ stages }) => stages.size > 0);
    expect(labelled.map(({ value, stages }) => [value, [...stages]])).toEqual([['{"connector":null}', ['AWSCURRENT']]]);
    expect((await runs.undo()).error?.message).toContain('The stack stores no SMS connector');
  });

  it('needs no question, and changes nothing, when nothing is stored', async () => {
    expect(await runs.forget()).toMatchObject({ changed: false, questions: [] });
    expect(secret.versions).toEqual([]);
  });

  it('makes room for another one', async () => {
    logto.connectors = [VENDOR];
    await runs.connect();
    await runs.forget();
    logto.connectors = [ELSEWHERE];
    await runs.connect();
    expect(stored().id).toBe(ELSEWHERE.id);
    await runs.forget();
    expect(secret.versions.filter(({ stages, value }) => stages.size > 0 && value.includes('secret'))).toEqual([]);
  });

  it('also removes a value that connect did not store, which no other command accepts or shows', async () => {
    secret = fakeSecret(clients, { value: 'typed vendor-secret-token', createdAt: NOW }, () => NOW);
    logto.connectors = [VENDOR];
    for (const { error, printed } of [await runs.connect(), await runs.undo()]) {
      expect(error?.message).toContain('a value that connect did not store');
      expect(printed).not.toContain('vendor-secret-token');
    }
    expect((await runs.forget()).changed).toBe(true);
    expect((await runs.connect()).changed).toBe(true);
  });
});

it('no run prints a key or a token', async () => {
  const ended: Ended[] = [];
  for (const before of [VENDOR, ELSEWHERE]) {
    logto.connectors = [before];
    ended.push(
      await runs.connect({ answer: false }),
      await runs.connect(),
      await runs.undo({ phone: '+4915112345678' }),
    );
    ended.push(await runs.undo(), await runs.connect());
    logto.connectors = [TWILIO];
    ended.push(await runs.connect(), await runs.undo(), await runs.forget());
  }
  expect(ended.map(({ printed }) => printed).join()).toContain('is stored in the stack');
  for (const { printed, questions } of ended)
    for (const each of VENDOR_SECRETS) expect(`${printed}${questions}`.includes(each)).toBe(false);
});

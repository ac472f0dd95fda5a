import { MAX_EVENT_BYTES } from '../../contract/logto-events';
import { builtBundle } from '../built/bundle';
import { fakeSettings, SIGN_IN, TOKEN } from '../fake-dependencies';
import { postSignIn, signatureOf } from '../fixtures/logto-event';
import { VERIFIED_SHARE } from '../lib/configurations';
import { resourceOf, templateOf } from '../lib/template-of';
import { type DeployedFunction, withFunction } from './deployed-function';
import { deployedVariables } from './deployed-variables';
import { apiEvent } from './lambda-events';
import { lambdaProcess } from './lambda-process';

const PERSON = SIGN_IN.to;
const SIGNING_KEY_SECRET_ARN = 'arn:signing-key';

let folder: string;
let senderFolder: string;

beforeAll(() => {
  const settings = fakeSettings({ verifiedShare: 'enforce' });
  folder = builtBundle('logto-events-handler', settings);
  senderFolder = builtBundle('handler', settings);
});

const deployed = withFunction({ folder: () => folder, environment: { SIGNING_KEY_SECRET_ARN } });

/** The event of API Gateway for one of Logto's. The fake secrets all have the same value, so that is the signing key. */
function logtoEvent(body: string, { signature = signatureOf(body, TOKEN), isBase64Encoded = false } = {}) {
  return apiEvent(isBase64Encoded ? Buffer.from(body).toString('base64') : body, {
    routeKey: 'POST /logto-events',
    rawPath: '/logto-events',
    headers: { 'content-type': 'application/json', 'logto-signature-sha-256': signature },
    isBase64Encoded,
  });
}

/** Sends a code to the person through the deployed sender, which counts it in the same table. */
async function sendCode({ aws, dynamodb }: Pick<DeployedFunction, 'aws' | 'dynamodb'>): Promise<void> {
  const sender = await lambdaProcess(senderFolder, deployedVariables(aws, dynamodb));
  try {
    expect(await sender.invoke(apiEvent(SIGN_IN))).toMatchObject({ statusCode: 200 });
  } finally {
    await sender.stop();
  }
}

describe("the deployed bundle that takes Logto's events", () => {
  it('starts with the variables that the stack sets, and no others', () => {
    const { Environment } = resourceOf(
      templateOf(VERIFIED_SHARE),
      'AWS::Lambda::Function',
      'LogtoEventsFunction',
    ).Properties;
    const { Variables } = Environment as { Variables: object };

    expect(Object.keys(Variables).sort()).toEqual(['KEY_SECRET_ARN', 'SIGNING_KEY_SECRET_ARN', 'TABLE_NAME']);
  });

  it.each([
    ['as text', false],
    ['encoded in base64, as API Gateway may pass a body on', true],
  ])(
    'credits a code that was used, %s, and logs no person',
    async (_, isBase64Encoded) => {
      await deployed(async ({ aws, dynamodb, lambda, lines }) => {
        await sendCode({ aws, dynamodb });
        const body = JSON.stringify(postSignIn(Date.now(), PERSON));

        expect(await lambda.invoke(logtoEvent(body, { isBase64Encoded }))).toEqual({ statusCode: 200 });
        expect(await lambda.invoke(logtoEvent(body, { isBase64Encoded }))).toEqual({ statusCode: 200 });

        expect(lines()).toEqual([
          expect.objectContaining({
            outcome: 'credited',
            event: 'PostSignIn',
            country: 'DE',
            codes: 1,
            Stack: 'LogtoSms',
          }),
          expect.objectContaining({ outcome: 'alive', event: 'PostSignIn' }),
        ]);
        const personal = [PERSON, PERSON.slice(4), 'person', 'Zoë', '9.9.9.9', 'custom-data', 'family-name', TOKEN];
        for (const each of personal) expect(lambda.printed()).not.toContain(each);
      })();
    },
    30_000,
  );

  it(
    'refuses what has no right signature, without a call to the table',
    deployed(async ({ dynamodb, lambda, lines }) => {
      const body = JSON.stringify(postSignIn(Date.now(), PERSON));
      const before = dynamodb.calls();

      for (const signature of ['', 'f'.repeat(64), signatureOf(body, 'another key')]) {
        expect(await lambda.invoke(logtoEvent(body, { signature }))).toEqual({ statusCode: 401 });
      }

      expect(dynamodb.calls()).toBe(before);
      expect(lines().map(({ eventRefusal }) => eventRefusal)).toEqual(Array(3).fill('bad-signature'));
    }),
    30_000,
  );

  it(
    'counts an event that is too large, for the alarm',
    deployed(async ({ lambda, lines }) => {
      const body = JSON.stringify(postSignIn(Date.now(), PERSON, { padding: 'x'.repeat(MAX_EVENT_BYTES) }));

      expect(await lambda.invoke(logtoEvent(body))).toEqual({ statusCode: 413 });

      expect(lines()).toEqual([
        expect.objectContaining({ eventRefusal: 'too-large', EventTooLarge: 1, _aws: expect.anything() }),
      ]);
    }),
    30_000,
  );

  it(
    'does its hourly work when the schedule calls it',
    deployed(async ({ lambda, lines }) => {
      const scheduled = {
        version: '0',
        id: 'event-1',
        'detail-type': 'Scheduled Event',
        source: 'aws.events',
        detail: {},
      };

      expect(await lambda.invoke(scheduled)).toBeNull();

      expect(lines()).toEqual([expect.objectContaining({ requestId: 'event-1', outcome: 'replenished' })]);
    }),
    30_000,
  );

  it(
    'answers 503 while the table fails, and fails the hourly run, so that Lambda tries it again',
    deployed(async ({ dynamodb, lambda, lines }) => {
      dynamodb.isDown = true;
      const body = JSON.stringify(postSignIn(Date.now(), PERSON));

      expect(await lambda.invoke(logtoEvent(body))).toEqual({ statusCode: 503 });
      await expect(lambda.invoke({ id: 'event-1', source: 'aws.events' })).rejects.toThrow();

      expect(lines()).toEqual([expect.objectContaining({ level: 'ERROR', eventRefusal: 'unavailable' })]);
    }),
    30_000,
  );
});

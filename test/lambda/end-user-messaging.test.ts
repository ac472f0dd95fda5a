import { SEND_ERRORS } from '../../contract/send-errors';
import {
  endUserMessagingClient,
  endUserMessagingPublisher,
  type MessageResources,
} from '../../lambda/end-user-messaging';
import { isUnclear } from '../../lambda/publish-error';
import { type FakeAws, fakeAws, type SendError } from '../fake-aws';
import { fakeSettings, queuedMessage } from '../fake-dependencies';

const MESSAGE = queuedMessage({ admittedAt: 1_000_000 });
const POOL = { api: 'end-user-messaging', identity: 'pool-0123' };
const INDIA = { countries: ['IN'], indiaDlt: { entityId: '11', templateIds: { Generic: '22', Register: '33' } } };
const CREDENTIALS = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
const environment = process.env;
const { signal } = new AbortController();

let aws: FakeAws;

beforeEach(async () => {
  aws = await fakeAws('the-token');
  process.env = { ...environment, ...CREDENTIALS, AWS_ENDPOINT_URL: aws.url };
});

afterEach(async () => {
  process.env = environment;
  await aws.close();
});

/** How to publish a message. */
interface Publishing {
  readonly config?: Record<string, unknown>;
  readonly resources?: MessageResources;
  readonly message?: typeof MESSAGE;
  /** How many seconds ago the message was admitted. @default 0 */
  readonly ageSeconds?: number;
  readonly until?: AbortSignal;
}

function publish({ config = {}, resources = {}, message = MESSAGE, ageSeconds = 0, until = signal }: Publishing = {}) {
  const settings = fakeSettings({ sender: POOL, ...config });
  const now = () => message.admittedAt + ageSeconds * 1_000;
  return endUserMessagingPublisher(settings, resources, endUserMessagingClient(), undefined, now)(message, until);
}

/** Publishes while AWS answers with an error, and gives what was thrown. */
async function failWith(sendError: SendError) {
  aws.moods[0] = 'refuses';
  aws.sendError = sendError;
  return publish().catch((error) => error);
}

describe('the publisher of End User Messaging', () => {
  it('sends number, text, type, identity and time to live in one call, and nothing about the message that AWS logs', async () => {
    expect(await publish()).toBe('message-1');
    expect(aws.calls).toEqual(['SendTextMessage']);
    expect(aws.sendInputs).toEqual([
      {
        DestinationPhoneNumber: MESSAGE.sms.to,
        MessageBody: MESSAGE.sms.text,
        MessageType: 'TRANSACTIONAL',
        OriginationIdentity: 'pool-0123',
        TimeToLive: 600,
      },
    ]);
  });

  it.each<[string, Publishing, object]>([
    [
      "the country's identity",
      { config: { sender: { ...POOL, countryIdentities: { DE: 'phone-0123' } } } },
      { OriginationIdentity: 'phone-0123' },
    ],
    [
      'what the stack made',
      { resources: { configurationSet: 'LogtoSms', protectConfiguration: 'protect-0123' } },
      { ConfigurationSetName: 'LogtoSms', ProtectConfigurationId: 'protect-0123' },
    ],
    ['a price', { config: { maxPriceUsd: 0.05 } }, { MaxPrice: '0.05000' }],
    ['a whole price', { config: { maxPriceUsd: 10 } }, { MaxPrice: '10.00000' }],
    ['a tiny price', { config: { maxPriceUsd: 1e-5 } }, { MaxPrice: '0.00001' }],
    [
      'the registration in India',
      { config: INDIA, message: { ...MESSAGE, country: 'IN', type: 'Register' } },
      { DestinationCountryParameters: { IN_ENTITY_ID: '11', IN_TEMPLATE_ID: '33' } },
    ],
  ])('sends %s', async (_, publishing, input) => {
    await publish(publishing);
    expect(aws.sendInputs[0]).toMatchObject(input);
  });

  it('lets AWS choose the identity when none is configured', async () => {
    await publish({ config: { sender: { api: POOL.api } } });
    expect(aws.sendInputs[0]).not.toHaveProperty('OriginationIdentity');
  });

  it.each(['0.05000', '10.00000', '0.00001'])('%s is a price that the API takes', (price) => {
    // From the service's model.
    expect(price).toMatch(/^[0-9]{0,2}\.[0-9]{1,5}$/);
    expect(price.length).toBeLessThanOrEqual(8);
  });

  it.each([
    ['a code just requested', 0, true, 600],
    ['a code that has waited', 42.9, true, 558],
    ['a code that is hardly worth anything', 599, true, 5],
    ['a code that is worth nothing', 700, true, 5],
    ['a link or a text, whose worth nobody knows', 42, false, undefined],
  ])(
    'gives %s a time to live of what is left of its ten minutes, and at least the least of the API',
    async (...row) => {
      const [, ageSeconds, isCode, seconds] = row;
      await publish({ message: { ...MESSAGE, isCode }, ageSeconds });
      expect(aws.sendInputs[0]?.TimeToLive).toBe(seconds);
    },
  );

  it.each(
    Object.entries(SEND_ERRORS).flatMap(([exception, reasons]) =>
      Object.entries(reasons).map(([reason, refusal]) => [exception, reason, refusal] as const),
    ),
  )('refuses on %s %s: %s', async (exception, reason, refusal) => {
    const cause = { name: exception, Reason: reason };
    expect(await failWith({ exception, reason })).toMatchObject({ name: 'Refusal', reason: refusal, cause });
    expect(aws.calls).toEqual(['SendTextMessage']);
  });

  it.each([
    ['ConflictException', 'A_NEW_REASON'],
    ['ServiceQuotaExceededException', 'MONTHLY_SPEND_LIMIT_REACHED_FOR_VOICE'],
    ['ValidationException', undefined],
    ['ANewException', 'ACCOUNT_DISABLED'],
  ])('refuses what is not in the table, %s %s, as a failed send', async (exception, reason) => {
    expect(await failWith({ exception, reason })).toMatchObject({ name: 'Refusal', reason: 'send-refused' });
  });

  it('refuses when something that the configuration names does not exist', async () => {
    expect(await failWith({ exception: 'ResourceNotFoundException' })).toMatchObject({ reason: 'no-sender' });
  });

  it.each(['AccessDeniedException', 'ThrottlingException', 'ExpiredTokenException'])(
    'passes on %s without a reason, so that the message is queued',
    async (exception) => {
      expect(await failWith({ exception })).toMatchObject({ name: exception });
    },
  );

  it.each([
    ['throttles', 'ThrottlingException'],
    ['fails', 'InternalServerException'],
  ] as const)('makes no second attempt when AWS %s', async (mood, name) => {
    aws.moods[0] = mood;
    await expect(publish()).rejects.toMatchObject({ name });
    expect(aws.calls).toEqual(['SendTextMessage']);
  });

  it('ends a call that hangs at the deadline, and does not know whether the message was sent', async () => {
    aws.moods[0] = 'hangs';
    const error = await publish({ until: AbortSignal.timeout(100) }).catch((caught) => caught);
    expect(error).toMatchObject({ name: 'AbortError' });
    expect(isUnclear(error)).toBe(true);
  });
});

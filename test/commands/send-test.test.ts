import { createServer } from 'node:http';
import { ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { GetSMSAttributesCommand } from '@aws-sdk/client-sns';
import { describeAnswer } from '../../commands/aws/answer-words';
import { readStack } from '../../commands/aws/deployed';
import type { EndpointAnswer } from '../../commands/aws/endpoint';
import { sendTestSms, type TestSms } from '../../commands/send-test-sms';
import { REFUSAL_STATUS } from '../../contract/refusal-reason';
import { Refusal } from '../../lambda/refusal';
import { fakeSettings, TOKEN } from '../fake-dependencies';
import { closed, listen } from '../loopback';
import { type Clients, healthyAccount, mockedClients, NOW, RESOURCES, resources, SDK, TOKEN_ARN } from './fake-account';
import { type FakeEndpoint, fakeEndpoint } from './fake-endpoint';
import { fakeOutput } from './fake-output';

const GROUP = 'sns/eu-central-1/111122223333/DirectPublishToPhoneNumber';

let clients: Clients;
let endpoint: FakeEndpoint;

beforeAll(() => {
  clients = mockedClients();
});
beforeEach(async () => {
  endpoint = await fakeEndpoint();
  account(endpoint.url);
});
afterEach(() => endpoint.close());

function account(url: string, token = TOKEN): void {
  for (const client of Object.values(clients)) client.reset();
  healthyAccount(clients, url);
  clients.secrets
    .on(GetSecretValueCommand)
    .resolves({ SecretString: token, VersionId: 'v1', CreatedDate: new Date(NOW) });
  clients.logs.on(FilterLogEventsCommand).resolves({ events: [] });
}

/** Makes a log group hold a line. @param look from which poll on */
function logHolds(group: string, line: object, look = 1): void {
  let looks = 0;
  clients.logs.on(FilterLogEventsCommand, { logGroupName: group }).callsFake(() => {
    looks += 1;
    return { events: looks >= look ? [{ message: JSON.stringify(line) }] : [] };
  });
}

/** Runs send-test. */
async function sendTest(changes: Partial<TestSms> = {}) {
  const stack = await readStack(SDK, 'LogtoSms');
  if (!stack) throw new Error('The fake account has no stack.');
  const output = fakeOutput();
  let clock = NOW;
  const sleeps: number[] = [];
  const dependencies = {
    sdk: SDK,
    stack,
    output,
    now: () => clock,
    sleep: async (ms: number) => {
      sleeps.push(ms);
      clock += ms;
    },
  };
  const sms = { phone: '+4915112345678', type: 'SignIn' as const, locale: 'de', waitSeconds: 60, ...changes };
  const result = await sendTestSms(sms, dependencies);
  return { result, output, sleeps };
}

function receipt(status: string, providerResponse: string) {
  return { status, notification: { messageId: 'message-1' }, delivery: { providerResponse, priceInUSD: 0.08 } };
}

describe('send-test', () => {
  it('posts as Logto does, with the token in the secret, and prints the code', async () => {
    logHolds(GROUP, receipt('SUCCESS', 'Message has been accepted by phone'));

    const { result, output } = await sendTest();

    const [sms] = endpoint.dependencies.published;
    expect(sms?.to).toBe('+4915112345678');
    const [, code = 'none'] = /^The code in the SMS is (\d{6})\.$/.exec(output.notes[0] ?? '') ?? [];
    expect(sms?.text).toContain(code);
    expect(sms?.text).toContain('Acme-Code');
    expect(result).toEqual({ ok: true, requestId: 'request-1', messageId: 'message-1' });
    expect(output.lines.map(({ state }) => state)).toEqual(['ok', 'ok']);
  });

  it('waits for the delivery receipt and prints what it says', async () => {
    logHolds(GROUP, receipt('SUCCESS', 'Message has been accepted by phone'), 3);
    const { output, sleeps } = await sendTest();
    expect(output.lines.at(-1)?.text).toBe('Delivered, for 0.08 USD: Message has been accepted by phone.');
    expect(sleeps).toEqual([3_000, 3_000]);
  });

  it.each([
    ['No quota left for account', 'npm run doctor'],
    ['Rate exceeded.', 'sendsPerSecond'],
    ['Phone number is opted out', 'opt-in-phone-number'],
    ['This delivery would exceed max price', 'maxPriceUsd'],
    ['Cannot deliver message to the specified destination country', 'npm run doctor'],
    ['No origination entities available to send', 'npm run doctor'],
    ['Blocked as spam by phone carrier', 'register'],
    ['Sandboxed account unable to send to number.', 'npm run doctor'],
    ['Destination is on a blocked list', 'register'],
    ['Phone is on a blocked list', 'another number'],
    ['Phone has blocked SMS', 'another number'],
    ['Message body is invalid', 'your texts'],
    ['Phone is currently unreachable/unavailable', 'try later'],
    ['A response that nobody has seen', 'docs/runbook.md, "FailedDeliveries"'],
  ])('fails and says what to do when the receipt says "%s"', async (response, next) => {
    logHolds(`${GROUP}/Failure`, receipt('FAILURE', response));
    const { result, output } = await sendTest();
    expect(result.ok).toBe(false);
    expect(output.lines.at(-1)).toMatchObject({ state: 'fail', next: expect.stringContaining(next) });
  });

  describe('through End User Messaging', () => {
    const EVENTS = 'LogtoSms-Events';
    const event = (eventType: string, changes: object = {}) => ({
      messageId: 'message-1',
      eventType,
      isFinal: true,
      messageStatusDescription: `says ${eventType}`,
      ...changes,
    });

    beforeEach(() => {
      clients.sns.reset().rejects(new Error('SNS was asked'));
      clients.cloudformation.on(ListStackResourcesCommand).resolves({
        StackResourceSummaries: resources([
          ...RESOURCES,
          ['EndUserMessagingLogEvents1A2B', 'AWS::Logs::LogGroup', EVENTS],
        ]),
      });
    });

    it('waits for the last event in the log of the stack, and asks SNS nothing', async () => {
      logHolds(EVENTS, event('TEXT_SUCCESSFUL', { totalMessagePrice: 0.08 }), 3);
      const { result, output, sleeps } = await sendTest();
      expect(result.ok).toBe(true);
      expect(output.lines.at(-1)?.text).toBe('Delivered, for 0.08 USD: says TEXT_SUCCESSFUL.');
      expect(sleeps).toEqual([3_000, 3_000]);
    });

    it('waits on while AWS is still trying', async () => {
      logHolds(EVENTS, event('TEXT_UNREACHABLE', { isFinal: false }));
      const { result, output } = await sendTest({ waitSeconds: 9 });
      expect(result.ok).toBe(true);
      expect(output.lines.at(-1)).toMatchObject({ state: 'warn', text: expect.stringContaining('within 9 s') });
    });

    it.each([
      ['TEXT_BLOCKED', 'another number'],
      ['TEXT_CARRIER_BLOCKED', 'register'],
      ['TEXT_PROTECT_BLOCKED', 'smsProtect'],
      ['TEXT_TTL_EXPIRED', 'try again'],
      ['TEXT_INVALID', 'check the number'],
      ['TEXT_CARRIER_UNREACHABLE', 'try later'],
      ['TEXT_NEW', 'docs/runbook.md, "FailedDeliveries"'],
    ])('fails and says what to do at %s', async (eventType, next) => {
      logHolds(EVENTS, event(eventType));
      const { result, output } = await sendTest();
      expect(result.ok).toBe(false);
      expect(output.lines.at(-1)).toMatchObject({
        state: 'fail',
        text: `Not delivered: says ${eventType}.`,
        next: expect.stringContaining(next),
      });
    });
  });

  it('stops waiting after --wait, which is no failure', async () => {
    const { result, output } = await sendTest({ waitSeconds: 9 });
    expect(result.ok).toBe(true);
    expect(output.lines.at(-1)).toMatchObject({ state: 'warn', text: expect.stringContaining('within 9 s') });
  });

  it('does not wait where receipts are off', async () => {
    clients.sns.on(GetSMSAttributesCommand).resolves({});
    const { result, output, sleeps } = await sendTest();
    expect([result.ok, sleeps]).toEqual([true, []]);
    expect(output.lines.at(-1)?.text).toContain('Delivery receipts are off');
  });

  it('names a permission that is missing to follow the SMS, which is sent', async () => {
    clients.logs.on(FilterLogEventsCommand).rejects(Object.assign(new Error(), { name: 'AccessDeniedException' }));
    const { result, output } = await sendTest();
    expect(result.ok).toBe(true);
    expect(output.lines).toContainEqual({
      state: 'warn',
      text: 'Cannot follow the SMS: you may not call logs:FilterLogEvents.',
      next: expect.stringContaining('logs:FilterLogEvents'),
    });
  });

  it('treats a log group that does not exist yet as empty', async () => {
    const missing = Object.assign(new Error(), { name: 'ResourceNotFoundException' });
    clients.logs.on(FilterLogEventsCommand, { logGroupName: GROUP }).rejects(missing);
    logHolds(`${GROUP}/Failure`, receipt('FAILURE', 'Phone has blocked SMS'));
    expect((await sendTest()).result.ok).toBe(false);
  });

  describe('of an SMS that is queued', () => {
    beforeEach(async () => {
      await endpoint.close();
      endpoint = await fakeEndpoint({
        publish: async () => {
          throw Object.assign(new Error(), { name: 'Throttling' });
        },
      });
      account(endpoint.url);
    });

    it('waits until it is sent, then for the delivery', async () => {
      logHolds('LogtoSms-ConsumerLog', { requestId: 'request-1', outcome: 'sent', messageId: 'message-1' }, 2);
      logHolds(GROUP, receipt('SUCCESS', 'Message has been accepted by phone'));
      const { result, output } = await sendTest();
      expect(result).toEqual({ ok: true, requestId: 'request-1', messageId: 'message-1' });
      expect(output.lines.map(({ text }) => text)).toEqual([
        'The SMS is in the overflow queue. It is sent within seconds.',
        'The queued SMS was sent: AWS accepted it.',
        'Delivered, for 0.08 USD: Message has been accepted by phone.',
      ]);
    });

    it('fails when it was dropped', async () => {
      logHolds('LogtoSms-ConsumerLog', { requestId: 'request-1', outcome: 'dropped', drop: 'expired' });
      const { result, output } = await sendTest();
      expect(result.ok).toBe(false);
      expect(output.lines.at(-1)?.text).toBe('The queued SMS was dropped (expired).');
    });
  });

  it.each([
    ['+4930123456', 'bad-number', 'cannot receive SMS'],
    ['+33612345678', 'country-not-allowed', 'Add it to "countries"'],
  ])('explains why %s is refused (%s)', async (phone, reason, text) => {
    const { result, output } = await sendTest({ phone });
    expect(result.ok).toBe(false);
    expect(output.text()).toContain(reason);
    expect(output.text().replace(/\s+/g, ' ')).toContain(text);
  });

  it('says so when the endpoint does not accept its own token', async () => {
    account(endpoint.url, 'another-token');
    const { output } = await sendTest();
    expect(output.text()).toContain('Refused (401, bad-token)');
    expect(output.text()).not.toContain('another-token');
  });

  it('says that the secret of the token is scheduled for deletion', async () => {
    const message = "You can't perform this operation on the secret because it was marked for deletion.";
    clients.secrets
      .on(GetSecretValueCommand)
      .rejects(Object.assign(new Error(message), { name: 'InvalidRequestException' }));
    await expect(sendTest()).rejects.toMatchObject({
      message: expect.stringContaining('The secret of the token is scheduled for deletion'),
      next: expect.stringContaining(`restore-secret --secret-id ${TOKEN_ARN}`),
    });
  });

  it('says how long a limit lasts', async () => {
    const settings = fakeSettings({ limits: { numberPer10Minutes: 1 } });
    await endpoint.close();
    endpoint = await fakeEndpoint({ settings });
    account(endpoint.url);
    await sendTest();
    const { output } = await sendTest();
    expect(output.text()).toContain('Refused (429, limit-number)');
    expect(output.lines.at(-1)?.text).toContain('Try again in 10 minutes.');
    expect(output.text()).toContain('--unlock');
  });

  it('says so when the endpoint cannot be reached', async () => {
    account('http://127.0.0.1:9/sms');
    await expect(sendTest()).rejects.toMatchObject({
      message: expect.stringContaining('127.0.0.1:9 cannot be reached'),
    });
  });

  it.each([
    ['breaks off within its body', { 'content-length': 1_000 }, /^127\.0\.0\.1:\d+ cannot be reached \(.+\)\.$/],
    ['only says that it is JSON', {}, undefined],
  ])('says so when the answer %s', async (_, headers, message) => {
    const server = createServer((request, response) => {
      response.writeHead(502, { 'content-type': 'application/json', ...headers });
      if (message === undefined) response.end('<html>');
      else response.write('{"half', () => request.socket.destroy());
    });
    account(`${await listen(server)}/sms`);
    if (message === undefined) expect((await sendTest()).output.text()).toContain('502');
    else await expect(sendTest()).rejects.toMatchObject({ message: expect.stringMatching(message) });
    await closed(server);
  });
});

describe('every answer of the endpoint', () => {
  const answer: EndpointAnswer = {
    status: 200,
    refusal: undefined,
    requestId: 'r',
    retryAfterSeconds: undefined,
    body: {},
  };

  it.each(Object.keys(REFUSAL_STATUS) as (keyof typeof REFUSAL_STATUS)[])(
    '%s is explained, with a next step',
    (reason) => {
      const line = describeAnswer({ ...answer, status: new Refusal(reason).status, refusal: reason });
      expect(line).toMatchObject({ state: 'fail', text: expect.stringContaining(reason), next: expect.any(String) });
    },
  );

  it.each([
    [{ ...answer, status: 429 }, 'API Gateway rejected the request (429)'],
    [{ ...answer, status: 500 }, 'API Gateway answered 500'],
    [{ ...answer, body: { status: 'duplicate' } }, 'The same code was sent'],
  ])('without a reason is explained too: %#', (answer, text) => {
    const line = describeAnswer(answer);
    expect(line.text).toContain(text);
    expect(line.next).toBeTruthy();
  });
});

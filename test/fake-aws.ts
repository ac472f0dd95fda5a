import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FakeQueue, fakeQueue } from './fake-queue';
import { closed, listen } from './loopback';

/** What SNS, or AWS End User Messaging, does with a publish. In a mood that begins with `takes` it accepts the SMS, whatever it answers. */
export type SnsMood =
  | 'takes'
  | 'takes and resets'
  | 'takes and hangs'
  | 'takes and is cut off'
  | 'throttles'
  | 'fails'
  | 'hangs'
  | 'resets'
  | 'refuses';

/** What AWS End User Messaging answers in the mood `refuses`. */
export interface SendError {
  readonly exception: string;
  /** @default the exception has none */
  readonly reason?: string | undefined;
}

/** A publish as SNS, or AWS End User Messaging, received it. */
export interface Publish {
  readonly to: string;
  readonly text: string;
  /** When it arrived, in epoch milliseconds. */
  readonly at: number;
  readonly mood: SnsMood;
}

/** AWS's services on loopback, with what they received and how they behave. */
export interface FakeAws {
  readonly url: string;
  /** The names of the calls of SNS, AWS End User Messaging and Secrets Manager, in order. */
  readonly calls: string[];
  /** The parameters of each publish that SNS accepted, in order. Those of End User Messaging have SNS's names. */
  readonly published: URLSearchParams[];
  /** The input of each `SendTextMessage`, in order. */
  readonly sendInputs: Record<string, unknown>[];
  /** What AWS End User Messaging answers in the mood `refuses`. */
  sendError: SendError;
  /** Every publish, in order, with the mood that it met. */
  readonly publishes: Publish[];
  /** The moods for the next publishes. The last one stays. */
  readonly moods: SnsMood[];
  /** The versions of the token, the current one first. */
  readonly tokens: { token: string; versionId: string; createdAt: number }[];
  /** Chooses the mood of each publish; `undefined` means that `moods` does. */
  chooseMood: (() => SnsMood) | undefined;
  /** How long SNS waits before it answers, in milliseconds. */
  snsLatency: number;
  readonly queue: FakeQueue;
  /** Every message that was put into the queue, in order. */
  readonly queued: unknown[];
  /** Whether the queue hangs. */
  isQueueDown: boolean;
  readonly close: () => Promise<void>;
}

/**
 * Starts Secrets Manager, SNS, AWS End User Messaging and SQS on loopback, as far as the deployed functions use them, for a real SDK over real
 * sockets.
 *
 * @param token the current version of the token
 */
export async function fakeAws(token: string): Promise<FakeAws> {
  const queue = fakeQueue();
  const state = {
    calls: [] as string[],
    published: [] as URLSearchParams[],
    publishes: [] as Publish[],
    sendInputs: [] as FakeAws['sendInputs'],
    sendError: { exception: 'ValidationException', reason: 'OTHER' } as SendError,
    moods: ['takes'] as SnsMood[],
    chooseMood: undefined as FakeAws['chooseMood'],
    snsLatency: 0,
    tokens: [{ token, versionId: 'v1', createdAt: Date.now() }],
    queue,
    queued: queue.sent,
    isQueueDown: false,
  };
  const server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    const at = Date.now();
    const body = await text(request);
    const target = String(request.headers['x-amz-target']);
    if (target === 'secretsmanager.GetSecretValue') return answerSecret(JSON.parse(body).VersionStage, state, response);
    if (target.startsWith('AmazonSQS.')) {
      if (!state.isQueueDown) answerQueue(target.slice('AmazonSQS.'.length), JSON.parse(body), queue, response);
      return;
    }
    const isSend = target === 'PinpointSMSVoiceV2.SendTextMessage';
    const parameters = isSend ? asPublish(JSON.parse(body)) : new URLSearchParams(body);
    if (isSend) state.sendInputs.push(JSON.parse(body));
    state.calls.push(String(parameters.get('Action')));
    const next = state.moods.length > 1 ? state.moods.shift() : state.moods[0];
    const mood = state.chooseMood?.() ?? next ?? 'takes';
    if (mood.startsWith('takes')) state.published.push(parameters);
    const [to, message] = ['PhoneNumber', 'Message'].map((name) => String(parameters.get(name)));
    state.publishes.push({ to: to ?? '', text: message ?? '', at, mood });
    if (state.snsLatency > 0) await sleep(state.snsLatency);
    if (isSend) answerSend(mood, state.sendError, request, response);
    else answerSns(mood, request, response);
  });
  const url = await listen(server);
  return Object.assign(state, {
    url,
    close: () => closed(server),
  });
}

function answerSecret(stage: string, state: Pick<FakeAws, 'calls' | 'tokens'>, response: ServerResponse): void {
  state.calls.push(`GetSecretValue ${stage}`);
  const version = state.tokens[stage === 'AWSCURRENT' ? 0 : 1];
  response.setHeader('content-type', 'application/x-amz-json-1.1');
  if (!version) {
    response.writeHead(400).end(JSON.stringify({ __type: 'ResourceNotFoundException', Message: 'no such stage' }));
    return;
  }
  response.end(
    JSON.stringify({
      SecretString: version.token,
      VersionId: version.versionId,
      CreatedDate: version.createdAt / 1_000,
      VersionStages: [stage],
    }),
  );
}

function answerQueue(action: string, input: Record<string, unknown>, queue: FakeQueue, response: ServerResponse): void {
  response
    .writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
    .end(JSON.stringify(queue.call(action, input)));
}

/** The parameters of a `SendTextMessage` under the names of SNS. */
function asPublish(input: Record<string, unknown>): URLSearchParams {
  const { DestinationPhoneNumber, MessageBody } = input;
  return new URLSearchParams({
    Action: 'SendTextMessage',
    PhoneNumber: String(DestinationPhoneNumber),
    Message: String(MessageBody),
  });
}

/** Whether no answer is given in a mood: the connection hangs, or is reset now. */
function isUnanswered(mood: SnsMood, { socket }: IncomingMessage): boolean {
  if (mood === 'resets' || mood === 'takes and resets') socket.resetAndDestroy();
  return /hangs|resets/.test(mood);
}

/** Answers in AWS JSON 1.0, as the service's model says. */
function answerSend(mood: SnsMood, error: SendError, request: IncomingMessage, response: ServerResponse): void {
  if (isUnanswered(mood, request)) return;
  response.setHeader('content-type', 'application/x-amz-json-1.0');
  if (mood === 'takes and is cut off') {
    response.writeHead(200, { 'content-length': 1_000 });
    response.write('{"Mess', () => request.socket.resetAndDestroy());
    return;
  }
  if (mood === 'takes') {
    response.end('{"MessageId":"message-1"}');
    return;
  }
  const [status, { exception, reason }] = {
    throttles: [400, { exception: 'ThrottlingException' }],
    fails: [500, { exception: 'InternalServerException' }],
    refuses: [400, error],
  }[mood as 'throttles' | 'fails' | 'refuses'] as [number, SendError];
  const __type = `com.amazonaws.pinpointsmsvoicev2#${exception}`;
  response.writeHead(status).end(JSON.stringify({ __type, Message: '+4915112345678', Reason: reason }));
}

function answerSns(mood: SnsMood, request: IncomingMessage, response: ServerResponse): void {
  if (isUnanswered(mood, request)) return;
  response.setHeader('content-type', 'text/xml');
  if (mood === 'takes and is cut off') {
    response.writeHead(200, { 'content-length': 1_000 });
    response.write('<PublishResponse>', () => request.socket.resetAndDestroy());
    return;
  }
  if (mood === 'takes') {
    response.end('<PublishResponse><PublishResult><MessageId>message-1</MessageId></PublishResult></PublishResponse>');
    return;
  }
  const [status, code] = {
    throttles: [400, 'Throttling'],
    fails: [500, 'InternalError'],
    refuses: [403, 'AuthorizationError'],
  }[mood as 'throttles' | 'fails' | 'refuses'] as [number, string];
  response
    .writeHead(status)
    .end(`<ErrorResponse><Error><Code>${code}</Code><Message>+4915112345678</Message></Error></ErrorResponse>`);
}

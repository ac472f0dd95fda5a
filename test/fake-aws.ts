import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What SNS does with one publish. */
export type SnsMood = 'takes' | 'throttles' | 'fails' | 'hangs' | 'resets' | 'refuses';

export interface FakeAws {
  readonly url: string;
  /** The names of the calls that came, in order, and of each publish its parameters. */
  readonly calls: string[];
  readonly published: URLSearchParams[];
  /** What SNS does with the next publishes; the last one stays. */
  readonly moods: SnsMood[];
  /** The versions of the token, current first. */
  readonly tokens: { token: string; versionId: string; createdAt: number }[];
  readonly close: () => Promise<void>;
}

/** Secrets Manager and SNS on loopback, as far as the deployed function speaks with them: real SDK, real sockets. */
export async function fakeAws(token: string): Promise<FakeAws> {
  const state = {
    calls: [] as string[],
    published: [] as URLSearchParams[],
    moods: ['takes'] as SnsMood[],
    tokens: [{ token, versionId: 'v1', createdAt: Date.now() }],
  };
  const server = createServer(async (request, response) => {
    const body = await read(request);
    const target = request.headers['x-amz-target'];
    if (target === 'secretsmanager.GetSecretValue') return answerSecret(JSON.parse(body).VersionStage, state, response);
    const parameters = new URLSearchParams(body);
    state.calls.push(String(parameters.get('Action')));
    const mood = state.moods.length > 1 ? state.moods.shift() : state.moods[0];
    if (mood === 'takes') state.published.push(parameters);
    answerSns(mood ?? 'takes', request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    ...state,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => closed(server),
  };
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

function answerSns(mood: SnsMood, request: IncomingMessage, response: ServerResponse): void {
  if (mood === 'hangs') return;
  if (mood === 'resets') {
    request.socket.resetAndDestroy();
    return;
  }
  response.setHeader('content-type', 'text/xml');
  if (mood === 'takes') {
    response.end('<PublishResponse><PublishResult><MessageId>message-1</MessageId></PublishResult></PublishResponse>');
    return;
  }
  const [status, code] = {
    throttles: [400, 'Throttling'],
    fails: [500, 'InternalError'],
    refuses: [403, 'AuthorizationError'],
  }[mood] as [number, string];
  response
    .writeHead(status)
    .end(`<ErrorResponse><Error><Code>${code}</Code><Message>+4915112345678</Message></Error></ErrorResponse>`);
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function closed(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

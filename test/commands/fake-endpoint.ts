import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deliver } from '../../lambda/deliver';
import { type FakeOutside, fakeOutside } from '../fake-outside';

export interface FakeEndpoint {
  readonly url: string;
  readonly outside: FakeOutside;
  readonly close: () => Promise<void>;
}

/** The deployed endpoint on loopback: the real road of a request, with a world of fakes around it. */
export async function fakeEndpoint(changes: Parameters<typeof fakeOutside>[0] = {}): Promise<FakeEndpoint> {
  const outside = fakeOutside(changes);
  let count = 0;
  const server = createServer(async (request, response) => {
    const body = await read(request);
    count += 1;
    const answer = await deliver(
      {
        id: `request-${count}`,
        method: request.method ?? '',
        authorization: request.headers.authorization,
        query: '',
        readBody: () => body,
      },
      outside,
    );
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sms`,
    outside,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

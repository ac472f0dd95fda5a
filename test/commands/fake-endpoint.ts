import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { deliver } from '../../lambda/deliver';
import { type FakeDependencies, fakeDependencies } from '../fake-dependencies';
import { closed, listen } from '../loopback';

/** A running endpoint, and what it sends. */
export interface FakeEndpoint {
  readonly url: string;
  readonly dependencies: FakeDependencies;
  readonly close: () => Promise<void>;
}

/** Starts the endpoint on loopback: the real request pipeline with fake dependencies. */
export async function fakeEndpoint(changes: Parameters<typeof fakeDependencies>[0] = {}): Promise<FakeEndpoint> {
  const dependencies = fakeDependencies(changes);
  let count = 0;
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    count += 1;
    const answer = await deliver(
      {
        id: `request-${count}`,
        method: request.method ?? '',
        authorization: request.headers.authorization,
        query: '',
        readBody: () => body,
      },
      dependencies,
    );
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  const url = await listen(server);
  return {
    url: `${url}/sms`,
    dependencies,
    close: () => closed(server),
  };
}

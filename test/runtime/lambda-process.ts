import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';

const CLIENT = require.resolve('aws-lambda-ric');
const NATIVE_CLIENT = join(__dirname, 'native-client.cjs');

/** A function in a separate process under AWS's runtime interface client, as Lambda runs it. */
export interface LambdaProcess {
  /** Passes an event to the function, and gives its result. Throws when the function fails. */
  readonly invoke: (event: unknown) => Promise<unknown>;
  /** Gives everything that the process has printed. */
  readonly printed: () => string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a function.
 *
 * @param folder contains `index.mjs`, which exports `handler`
 * @param environment the variables of the function. Lambda's own are added
 * @param timeoutMs the timeout that the function is told, in milliseconds. Nobody enforces it
 */
export async function lambdaProcess(
  folder: string,
  environment: Record<string, string>,
  timeoutMs = 9_000,
): Promise<LambdaProcess> {
  const waiting: ServerResponse[] = [];
  const invocations: { id: string; event: unknown }[] = [];
  const results = new EventEmitter();

  function dispatch(): void {
    while (waiting.length > 0 && invocations.length > 0) {
      const invocation = invocations.shift();
      waiting
        .shift()
        ?.setHeader('lambda-runtime-aws-request-id', invocation?.id ?? '')
        .setHeader('lambda-runtime-deadline-ms', String(Date.now() + timeoutMs))
        .setHeader('lambda-runtime-invoked-function-arn', 'arn:aws:lambda:eu-central-1:123456789012:function:sms')
        .end(JSON.stringify(invocation?.event));
    }
  }

  const api = createServer(async (request, response) => {
    const [, id, action] = /invocation\/(?:([^/]+)\/)?(\w+)$/.exec(request.url ?? '') ?? [];
    if (action === 'next') {
      waiting.push(response);
      return dispatch();
    }
    const body = await text(request);
    response.writeHead(202).end();
    results.emit(id ?? 'init', { isError: action === 'error', body });
  }).listen(0, '127.0.0.1');
  await once(api, 'listening');

  let printed = '';
  const child: ChildProcess = spawn(process.execPath, ['--require', NATIVE_CLIENT, CLIENT], {
    env: {
      PATH: process.env.PATH,
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${(api.address() as AddressInfo).port}`,
      _HANDLER: 'index.handler',
      LAMBDA_TASK_ROOT: folder,
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_FUNCTION_NAME: 'sms',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_LAMBDA_LOG_GROUP_NAME: 'sms',
      AWS_LAMBDA_LOG_STREAM_NAME: 'sms',
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      NODE_NO_WARNINGS: '1',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk) => {
      printed += chunk;
    });
  }

  const died = Promise.race([
    once(results, 'init'),
    once(child, 'exit').then(([code]) => [{ isError: true, body: `the process ended with ${code}` }]),
  ]);
  let count = 0;
  return {
    printed: () => printed,
    async invoke(event) {
      count += 1;
      const id = `invocation-${count}`;
      const ended = Promise.race([once(results, id), died]);
      invocations.push({ id, event });
      dispatch();
      const [result] = await ended;
      // Its output is in the pipe by now, and is read in the next turn of the event loop.
      await setImmediate();
      if (result.isError) throw new Error(result.body);
      return JSON.parse(result.body);
    },
    async stop() {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      api.close();
      api.closeAllConnections();
    },
  };
}

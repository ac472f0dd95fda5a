import { type FakeAws, fakeAws } from '../fake-aws';
import { TOKEN } from '../fake-dependencies';
import { type FakeDynamodb, fakeDynamodb } from '../fake-dynamodb';
import { deployedVariables } from './deployed-variables';
import { type LambdaProcess, lambdaProcess } from './lambda-process';

/** A function as it is deployed, with its own AWS. */
export interface DeployedFunction {
  readonly aws: FakeAws;
  readonly dynamodb: FakeDynamodb;
  readonly lambda: LambdaProcess;
  /** The log lines of requests and queued messages, parsed. */
  readonly lines: () => ReturnType<typeof JSON.parse>[];
}

/** How to start a deployed function. */
export interface DeployedFunctionOptions {
  /** Gives the folder with the bundle. Called when a test begins. */
  readonly folder: () => string;
  /** The function's timeout, in milliseconds. @default the one of `lambdaProcess` */
  readonly timeoutMs?: number;
  /** Environment variables besides those that the stack sets. @default none */
  readonly environment?: Record<string, string>;
}

/**
 * Starts a deployed function for one test, and stops it after the test. So tests that wait for a timeout can run in
 * parallel (`it.concurrent`).
 */
export function withFunction({ folder, timeoutMs, environment = {} }: DeployedFunctionOptions) {
  return <Row extends readonly unknown[]>(test: (deployed: DeployedFunction, ...row: Row) => Promise<void>) =>
    async (...row: Row): Promise<void> => {
      const [aws, dynamodb] = await Promise.all([fakeAws(TOKEN), fakeDynamodb()]);
      const variables = { ...deployedVariables(aws, dynamodb), ...environment };
      const lambda = await lambdaProcess(folder(), variables, timeoutMs);
      try {
        await test({ aws, dynamodb, lambda, lines: () => linesOf(lambda) }, ...row);
      } finally {
        await lambda.stop();
        await Promise.all([aws.close(), dynamodb.close()]);
      }
    };
}

function linesOf({ printed }: LambdaProcess) {
  return printed()
    .split('\n')
    .filter((line) => line.includes('"outcome"'))
    .map((line) => JSON.parse(line));
}

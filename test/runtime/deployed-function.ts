import { type FakeAws, fakeAws } from '../fake-aws';
import { TOKEN } from '../fake-dependencies';
import { type FakeDynamodb, fakeDynamodb } from '../fake-dynamodb';
import { deployedVariables } from './deployed-variables';
import { type LambdaProcess, lambdaProcess } from './lambda-process';

/** A function as it is deployed, with an AWS that nobody else uses. */
export interface DeployedFunction {
  readonly aws: FakeAws;
  readonly dynamodb: FakeDynamodb;
  readonly lambda: LambdaProcess;
  /** What it logged of the ends of requests and messages, each with its metrics at the root. */
  readonly lines: () => ReturnType<typeof JSON.parse>[];
}

export interface DeployedFunctionOptions {
  /** Holds the bundle. Asked for when a test begins. */
  readonly folder: () => string;
  /** The function's timeout. @default the one of `lambdaProcess` */
  readonly timeoutMs?: number;
  /** Beside what the stack gives it. @default nothing */
  readonly environment?: Record<string, string>;
}

/**
 * Gives a test a deployed function of its own, and ends that after the test. So tests that wait for a timeout can run
 * beside each other (`it.concurrent`).
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

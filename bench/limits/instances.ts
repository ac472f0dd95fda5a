import { type LambdaProcess, lambdaProcess } from '../../test/runtime/lambda-process';

/**
 * Instances of one function. As on Lambda, each handles one event at a time. An event waits until an instance is free.
 */
export interface Instances {
  /** Gives an event to a free instance, and returns its answer. Throws if it failed. */
  readonly invoke: (event: unknown) => Promise<unknown>;
  /** The log lines of all instances. */
  readonly lines: () => Line[];
  readonly stop: () => Promise<void>;
}

/** The keys of a log line that the figures need (`contract/log-line.ts`). */
export interface Line {
  readonly outcome: string;
  readonly resends?: number;
  readonly Drops?: number;
  readonly drop?: string;
  readonly TableFailures?: number;
}

/**
 * Starts instances of one function.
 *
 * @param folder holds the bundled function
 * @param environment the function's environment variables
 */
export async function instances(
  count: number,
  folder: string,
  environment: Record<string, string>,
  timeoutMs: number,
): Promise<Instances> {
  const all = await Promise.all(Array.from({ length: count }, () => lambdaProcess(folder, environment, timeoutMs)));
  const free: LambdaProcess[] = [...all];
  const waiting: ((instance: LambdaProcess) => void)[] = [];
  return {
    async invoke(event) {
      const instance = free.pop() ?? (await new Promise<LambdaProcess>((resolve) => waiting.push(resolve)));
      try {
        return await instance.invoke(event);
      } finally {
        const next = waiting.shift();
        if (next) next(instance);
        else free.push(instance);
      }
    },
    lines: () =>
      all.flatMap(({ printed }) =>
        printed()
          .split('\n')
          .filter((line) => line.includes('"outcome"'))
          .map((line): Line => JSON.parse(line)),
      ),
    async stop() {
      await Promise.all(all.map((instance) => instance.stop()));
    },
  };
}

import { type LambdaProcess, lambdaProcess } from '../../test/runtime/lambda-process';

/** Instances of one function. Each takes one event at a time, as on Lambda; an event waits until one is free. */
export interface Instances {
  readonly invoke: (event: unknown) => Promise<unknown>;
  /** Every line that they logged, parsed. */
  readonly lines: () => Line[];
  readonly stop: () => Promise<void>;
}

/** What the figures need of a line of the log (`lambda/log.ts`). */
export interface Line {
  readonly outcome: string;
  readonly resends?: number;
  readonly Drops?: number;
  readonly drop?: string;
  readonly TableFailures?: number;
}

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

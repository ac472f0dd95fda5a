import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { medians } from './bounds';
import { NAMES, type Name } from './contenders';
import type { Measured } from './phases';
import { barChart } from './plot';

const LABELS: Partial<Record<Name, string>> = { 'ours, unprepared': 'this bundle', ours: 'this bundle, prepared' };

/**
 * Draws what a reader shall take in at a glance, of the newest Node with Lambda's flags.
 *
 * @param folder is made where there is none
 */
export function writePlots(folder: string, all: readonly Measured[]): void {
  const measured = all.filter(({ hasLambdaFlags }) => hasLambdaFlags).at(-1);
  if (!measured) throw new Error("Nothing was measured with Lambda's flags.");
  const draw = (
    file: string,
    title: string,
    subtitle: string,
    of: keyof ReturnType<typeof medians>,
    names: readonly Name[],
  ) => {
    const bars = names.flatMap((name) => {
      const value = medians(measured, name)[of]?.median;
      const isOurs = name.startsWith('ours');
      return value === undefined ? [] : [{ label: LABELS[name] ?? name, value, isOurs }];
    });
    writeFileSync(join(folder, file), barChart(title, `${subtitle} Node ${measured.node}.`, 'ms', bars));
  };
  mkdirSync(folder, { recursive: true });
  const loaders = NAMES.filter((name) => name !== 'net floor again');
  draw('start-up.svg', 'Start-up', 'CPU before the first request. Shorter is better.', 'load', loaders);
  const callers = NAMES.filter((name) => name !== 'ours, unprepared');
  draw('cold.svg', 'Cold in all', 'Start-up and the first request, 20 ms per AWS call.', 'cold', callers);
  const labelled: Name[] = ['hand-written', 'CDK, SDK bundled', 'ours'];
  draw('warm.svg', 'A warm request', 'Median, 20 ms per AWS call: three in a row.', 'p50', labelled);
}

import { BOUNDS, figure, MEASURES, type Measure, ratio, type Samples } from './bounds';
import { type Contenders, MEMORY_MB, NAMES, type Name } from './contenders';
import type { Figure } from './statistics';

/** USD in us-east-1 for arm64; `docs/costs.md` has the other prices. */
const PRICE = { gigabyteSecond: 0.0000133334, millionRequests: 0.2 };

/**
 * A run as Markdown, as it stands in `docs/performance.md`.
 *
 * @param machine what it ran on
 */
export function report(machine: string, contenders: Contenders, samples: Samples): string {
  const of = (name: Name, ...measures: Measure[]) => measures.map((measure) => spread(figure(samples, measure, name)));
  const noise = (measure: Measure) =>
    `${measure} ${spread(ratio(samples, measure, 'hand-written again', 'hand-written'))}`;
  const measures = Object.keys(MEASURES) as Measure[];
  const kilobytes = (bytes: number) => (bytes / 1_000).toFixed(0);
  return [
    `${machine}. Medians, and quartiles in parentheses. Noise, "hand-written again" ÷ "hand-written": ${noise('cold in all')}, ${noise('warm')}, ${noise('warm, CPU')}.`,
    table(
      ['Ours ÷ another', 'at most', 'measured'],
      BOUNDS.map(({ measure, over, most }) => {
        return [`${measure} ÷ ${over}`, most.toFixed(2), spread(ratio(samples, measure, 'ours', over))];
      }),
    ),
    table(
      [`At ${MEMORY_MB} MB, in ms`, 'KB / zipped', ...measures],
      NAMES.filter((name) => contenders[name].memoryMb === MEMORY_MB).map((name) => {
        const { bytes, zipped } = contenders[name];
        return [name, `${kilobytes(bytes)} / ${kilobytes(zipped)}`, ...of(name, ...measures)];
      }),
    ),
    table(
      ['Ours by memory', 'cold in all, ms', 'warm, ms', 'USD per million, cold', 'USD per million, warm'],
      (['ours', 'ours at 1,024 MB', 'ours at 1,769 MB'] as const).map((name) => {
        const { memoryMb } = contenders[name];
        const cost = (measure: Measure) => costOfMillion(memoryMb, figure(samples, measure, name).median).toFixed(2);
        return [
          `${memoryMb.toLocaleString('en')} MB`,
          ...of(name, 'cold in all', 'warm'),
          cost('cold in all'),
          cost('warm'),
        ];
      }),
    ),
  ].join('\n\n');
}

/**
 * What Lambda charges for a million requests, in USD. Start-up is charged like the rest.
 *
 * @param ms of one request, which is rounded up
 */
export function costOfMillion(memoryMb: number, ms: number): number {
  return PRICE.millionRequests + 1_000 * Math.ceil(ms) * (memoryMb / 1_024) * PRICE.gigabyteSecond;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}

/** Three digits that mean something. */
function spread({ median, low, high }: Figure): string {
  const number = (value: number) => value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
  return `${number(median)} (${number(low)}–${number(high)})`;
}

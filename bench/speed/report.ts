import { type Bound, medians, noise } from './bounds';
import { type Contender, NAMES, type Name } from './contenders';
import type { Measured } from './phases';
import type { Figure } from './statistics';

export interface Results {
  /** Such as "2 × AMD EPYC, linux x64, pinned to one core". */
  readonly machine: string;
  readonly contenders: Readonly<Record<Name, Contender>>;
  readonly measured: readonly Measured[];
  /** Of a warm request's CPU, by whose code it is spent in: `own`, a package, `node`, `native`, `gc`. */
  readonly shares: Readonly<Record<string, number>>;
  readonly bounds: readonly Bound[];
}

/** The whole run as Markdown, for the terminal and for `docs/performance.md` alike. */
export function report({ machine, contenders, measured, shares, bounds }: Results): string {
  return [
    `Machine: ${machine}.`,
    table(
      ['Bound', 'at most', 'measured', 'quartiles', ''],
      bounds.map(({ promise, most, seen, isKept }) => [
        promise,
        number(most),
        number(seen.median),
        seen.low === seen.high ? '' : `${number(seen.low)}–${number(seen.high)}`,
        isKept ? 'kept' : '**not kept**',
      ]),
    ),
    ...measured.map((one) => nodeReport(one, contenders)),
    `### Whose CPU a warm request takes\n\n${table(
      ['Code', 'share'],
      Object.entries(shares)
        .sort(([, a], [, b]) => b - a)
        .filter(([whose, share]) => share >= 0.005 || whose === 'own')
        .map(([whose, share]) => [whose, `${(share * 100).toFixed(1)} %`]),
    )}`,
  ].join('\n\n');
}

function nodeReport(measured: Measured, contenders: Readonly<Record<Name, Contender>>): string {
  const { low, high } = noise(measured);
  const rows = NAMES.map((name) => {
    const { bytes, zipped } = contenders[name];
    const { load, cold, firstCpu, p50, warmCpu } = medians(measured, name);
    return [name, `${kilobytes(bytes)} / ${kilobytes(zipped)}`, ...[load, cold, firstCpu, p50, warmCpu].map(spread)];
  });
  return [
    `### Node ${measured.node}, ${measured.hasLambdaFlags ? "with Lambda's V8 flags" : 'without flags'}`,
    `Medians and quartiles in ms. Noise: the same code against itself gives ${number(low)}–${number(high)}.`,
    table(['', 'KB / zipped', 'start-up (CPU)', 'cold in all', "first request's CPU", 'warm p50', 'warm CPU'], rows),
  ].join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}

function spread(figure: Figure | undefined): string {
  return figure ? `${number(figure.median)} (${number(figure.low)}–${number(figure.high)})` : '';
}

/** Three digits that mean something. */
function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(value < 0.1 ? 3 : 2);
}

function kilobytes(bytes: number): string {
  return (bytes / 1_000).toFixed(bytes < 10_000 ? 1 : 0);
}

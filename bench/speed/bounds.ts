import type { Contender, Name } from './contenders';
import type { Measured, Samples } from './phases';
import type { Sample } from './run';
import { type Figure, figureOf, ratioOf } from './statistics';

/** What must be reached, and what was. */
export interface Bound {
  readonly promise: string;
  readonly most: number;
  readonly seen: Figure;
  readonly isKept: boolean;
}

/** A fact that is counted, not measured. */
const exactly = (value: number): Figure => ({ median: value, low: value, high: value });

/** Loading waits for nothing, so its CPU is its time, without what others do to the machine. */
const loadOf = ({ load }: Sample) => load.cpu;
const coldOf = ({ load, first }: Sample) => load.ms + (first?.ms ?? Number.NaN);
const firstCpuOf = ({ first }: Sample) => first?.cpu ?? Number.NaN;
const p50Of = ({ warm }: Sample) => warm?.p50 ?? Number.NaN;

/** How many times as much of something one contender takes as another. */
export function compare(samples: Samples, name: Name, over: Name, of: (sample: Sample) => number): Figure {
  return ratioOf((samples[name] ?? []).map(of), (samples[over] ?? []).map(of));
}

/** The bounds that a run of the bench with Lambda's flags can tell of one Node. */
export function timeBounds({ node, startUp, cold, warm }: Measured): Bound[] {
  const bound = (what: string, most: number, seen: Figure) => verdict(`${what} (Node ${node})`, most, seen);
  // What is loaded is compared without the preparation, since the others do nothing of the kind; `cold` has all of it.
  const ours = 'ours, unprepared';
  return [
    bound('loading ÷ net floor', 3.4, compare(startUp, ours, 'net floor', loadOf)),
    bound('loading ÷ CDK, SDK bundled', 0.7, compare(startUp, ours, 'CDK, SDK bundled', loadOf)),
    bound('loading ÷ CDK, SDK of the runtime', 0.62, compare(startUp, ours, 'CDK, SDK of the runtime', loadOf)),
    bound('cold in all ÷ hand-written', 1.4, compare(cold, 'ours', 'hand-written', coldOf)),
    bound("first request's CPU ÷ unprepared", 0.2, compare(cold, 'ours', ours, firstCpuOf)),
    bound('warm p50 ÷ hand-written', 1.08, compare(warm, 'ours', 'hand-written', p50Of)),
  ];
}

export function sizeBounds({ bytes, zipped }: Contender): Bound[] {
  return [
    verdict('bundle, KB', 440, exactly(bytes / 1_000)),
    verdict('bundle, zipped, KB', 140, exactly(zipped / 1_000)),
  ];
}

/** @param shares of the CPU of a warm request, by whose code it was spent in */
export function shareBound(shares: Readonly<Record<string, number>>): Bound {
  return verdict("own code's share of a warm request's CPU", 0.03, exactly(shares.own ?? 0));
}

/** The machine's noise: the net floor against itself. */
export function noise({ startUp }: Measured): Figure {
  return compare(startUp, 'net floor again', 'net floor', loadOf);
}

/** The medians of one contender, in milliseconds. */
export function medians(measured: Measured, name: Name) {
  const median = (samples: readonly Sample[] | undefined, of: (sample: Sample) => number) =>
    samples && figureOf(samples.map(of));
  const { startUp, cold, warm } = measured;
  return {
    load: median(startUp[name], loadOf),
    cold: median(cold[name], coldOf),
    firstCpu: median(cold[name], firstCpuOf),
    p50: median(warm[name], p50Of),
    warmCpu: median(warm[name], (sample) => sample.warm?.cpu ?? Number.NaN),
  };
}

function verdict(promise: string, most: number, seen: Figure): Bound {
  return { promise, most, seen, isKept: seen.median <= most };
}

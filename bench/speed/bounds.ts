import type { Name } from './contenders';
import type { Sample } from './run';
import { type Figure, figureOf, ratioOf } from './statistics';

/** Of each contender its samples, round by round. */
export type Samples = Record<Name, Sample[]>;

/** What of a sample is compared, in milliseconds, by the titles of the table. */
export const MEASURES = {
  'start-up': ({ load }) => load.ms,
  'first request': ({ first }) => first.ms,
  'cold in all': ({ load, first }) => load.ms + first.ms,
  warm: ({ warm }) => figureOf(warm.map(({ ms }) => ms)).median,
  // A mean, since what V8 compiles and collects during one request serves all of them.
  'warm, CPU': ({ warm }) => warm.reduce((sum, { cpu }) => sum + cpu, 0) / warm.length,
} satisfies Record<string, (sample: Sample) => number>;

export type Measure = keyof typeof MEASURES;

/** Published: how many times as much ours takes as another, at most, with either API that sends. What is not kept is fixed, or its bound is removed. */
export const BOUNDS: readonly { readonly measure: Measure; readonly over: Name; readonly most: number }[] = [
  { measure: 'cold in all', over: 'hand-written', most: 1.4 },
  { measure: 'cold in all', over: 'CDK, SDK bundled', most: 0.55 },
  { measure: 'cold in all', over: 'CDK, SDK of the runtime', most: 0.65 },
  { measure: 'cold in all', over: 'ours, without preparation', most: 0.75 },
  { measure: 'warm', over: 'hand-written', most: 1.15 },
  { measure: 'warm, CPU', over: 'hand-written', most: 2.7 },
];

export function figure(samples: Samples, measure: Measure, name: Name): Figure {
  return figureOf(samples[name].map(MEASURES[measure]));
}

export function ratio(samples: Samples, measure: Measure, name: Name, over: Name): Figure {
  return ratioOf(samples[name].map(MEASURES[measure]), samples[over].map(MEASURES[measure]));
}

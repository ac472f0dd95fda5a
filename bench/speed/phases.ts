import { join } from 'node:path';
import { type Contender, NAMES, type Name } from './contenders';
import type { NodeBinary } from './nodes';
import { LAMBDA_FLAGS, run, type Sample, type Stub } from './run';

interface Phase {
  readonly title: string;
  readonly names: readonly Name[];
  readonly rounds: number;
  /** How many requests each fresh process gets; 0 loads the code only. */
  readonly requests: number;
}

/** Whatever was measured of one Node, with the flags of Lambda's bootstrap or without. */
export interface Measured {
  readonly node: string;
  readonly hasLambdaFlags: boolean;
  readonly startUp: Samples;
  readonly cold: Samples;
  readonly warm: Samples;
}

/** Of each contender its samples, round by round. */
export type Samples = Partial<Record<Name, readonly Sample[]>>;

/** How much is measured. */
export interface Effort {
  readonly startUps: number;
  readonly colds: number;
  readonly warms: number;
  readonly warmRequests: number;
}

export const FULL: Effort = { startUps: 21, colds: 21, warms: 3, warmRequests: 100 };
export const QUICK: Effort = { startUps: 5, colds: 3, warms: 1, warmRequests: 40 };

const CALLERS: readonly Name[] = [
  'hand-written',
  'CDK, SDK bundled',
  'CDK, SDK of the runtime',
  'ours, unprepared',
  'ours',
];

/**
 * Measures everything on one Node. In each round every contender has its turn, each in a fresh process, so that a busy
 * minute of the machine falls upon all of them.
 *
 * @param stub answers after 20 ms
 * @param say is told what is being done
 */
export async function measure(
  contenders: Readonly<Record<Name, Contender>>,
  node: NodeBinary,
  { hasLambdaFlags, effort, stub }: { readonly hasLambdaFlags: boolean; readonly effort: Effort; readonly stub: Stub },
  say: (what: string) => void,
): Promise<Measured> {
  const command = [node.path, ...(hasLambdaFlags ? LAMBDA_FLAGS : []), join(__dirname, 'drive.mjs')];
  const phase = async ({ title, names, rounds, requests }: Phase): Promise<Samples> => {
    const samples: Partial<Record<Name, Sample[]>> = {};
    for (let round = 1; round <= rounds; round++) {
      say(`Node ${node.version}${hasLambdaFlags ? " with Lambda's flags" : ''}: ${title}, round ${round} of ${rounds}`);
      for (const name of names) {
        const sample = await run([...command, contenders[name].file, String(requests)], stub.environment);
        samples[name] = [...(samples[name] ?? []), sample as Sample];
      }
    }
    return samples;
  };
  return {
    node: node.version,
    hasLambdaFlags,
    startUp: await phase({ title: 'start-up', names: NAMES, rounds: effort.startUps, requests: 0 }),
    cold: await phase({ title: 'cold', names: CALLERS, rounds: effort.colds, requests: 1 }),
    warm: await phase({
      title: 'warm',
      names: ['hand-written', 'CDK, SDK bundled', 'ours'],
      // Flags change nothing once it is warm, and this is what takes the time.
      rounds: hasLambdaFlags ? effort.warms : 0,
      requests: effort.warmRequests,
    }),
  };
}

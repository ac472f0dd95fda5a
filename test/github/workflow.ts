/** GitHub's workflows, as far as the tests look at them. */
export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Permissions;
  readonly jobs: Readonly<Record<string, Job>>;
}

export interface Job {
  readonly if?: string;
  readonly needs?: string;
  readonly environment?: string;
  readonly 'timeout-minutes'?: number;
  readonly permissions?: Permissions;
  readonly uses?: string;
  readonly steps?: readonly Step[];
}

export interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

type Permissions = Readonly<Record<string, string>>;

// Playwright has a YAML parser and exports it without types. It spares a dependency that only these tests would have.
const { yaml }: { yaml: { parse(text: string): unknown } } = require('playwright-core/lib/utilsBundle');

/**
 * Reads a workflow.
 *
 * @throws when the text is not YAML, or no workflow
 */
export function parseWorkflow(text: string): Workflow {
  const workflow = yaml.parse(text);
  if (!isWorkflow(workflow)) throw new Error('A workflow has "on", "permissions" and "jobs".');
  return workflow;
}

function isWorkflow(value: unknown): value is Workflow {
  if (typeof value !== 'object' || value === null) return false;
  return ['on', 'permissions', 'jobs'].every((key) => key in value && typeof Reflect.get(value, key) === 'object');
}

/** All steps of a workflow. */
export function stepsOf({ jobs }: Workflow): readonly Step[] {
  return Object.values(jobs).flatMap(({ steps = [] }) => steps);
}

/** The commands of a job, one a line. */
export function commandsOf({ steps = [] }: Job): string {
  return steps.map(({ run = '' }) => run).join('\n');
}

/** Actions that are not fixed to a commit. Whoever takes over an action can move its tags, but not its commits. */
export function unpinnedActions(workflow: Workflow): readonly string[] {
  const actions = stepsOf(workflow).flatMap(({ uses }) => uses ?? []);
  return actions.filter((action) => !/@[0-9a-f]{40}$/.test(action));
}

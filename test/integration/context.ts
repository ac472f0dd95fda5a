/** What `run.ts` tells the checks: where the stack goes, and what it is called. */
export interface Context {
  /** Decides which checks are skipped: `limits.ts`. */
  readonly where: 'emulator' | 'account';
  /** A random name that nothing else has. */
  readonly stack: string;
  /** Holds configurations and what the CDK writes; removed at the end. */
  readonly folder: string;
  /** An emulator's address of the API, with `{api}` for its id; AWS's own is in the output `EndpointUrl`. */
  readonly apiBase?: string;
  /** The folder of the version before, which the stack is an update of. @default the stack is a new one */
  readonly previousVersion?: string;
  /** An app that breaks the stack on purpose: `mutations.ts`. @default the app of `cdk.json` */
  readonly app?: string;
}

/** The context of this run. Throws when the checks were started by hand. */
export function context(): Context {
  const { INTEGRATION } = process.env;
  if (!INTEGRATION) throw new Error('Start these checks by: npm run test:integration');
  return JSON.parse(INTEGRATION);
}

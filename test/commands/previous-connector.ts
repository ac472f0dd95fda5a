import { previousConnectorStore } from '../../commands/aws/previous-connector';
import { CommandError } from '../../commands/cli/command-error';
import { connectLogto } from '../../commands/connect-logto';
import { forgetConnector } from '../../commands/forget-connector';
import { logtoClient } from '../../commands/logto/management-api';
import { undoConnect } from '../../commands/undo-connect';
import { TOKEN } from '../fake-dependencies';
import { PREVIOUS_ARN, SDK } from './fake-account';
import type { FakeEndpoint } from './fake-endpoint';
import { APP, type FakeLogto, TWILIO } from './fake-logto';
import { fakeOutput } from './fake-output';

/** A stack that has the secret of the previous connector. */
export const STACK = {
  name: 'LogtoSms',
  status: 'UPDATE_COMPLETE',
  outputs: {},
  resources: [
    { logicalId: 'PreviousConnectorSecret1A2B', type: 'AWS::SecretsManager::Secret', physicalId: PREVIOUS_ARN },
  ],
};

/** A vendor's connector with several keys, and values of each kind that a configuration can have. */
export const VENDOR = {
  ...TWILIO,
  id: 'q2w3e4r5',
  config: {
    accountSID: 'ACsecret-account-id',
    authToken: 'vendor-secret-token',
    fromMessagingServiceSID: 'MGsecret-service-id',
    appId: 1_400_123_456,
    disableRiskCheck: false,
    templates: [
      { usageType: 'Generic', content: 'Your code is {{code}}. "Ä😀"' },
      { usageType: 'SignIn', content: 'Sign in: {{code}}' },
    ],
  },
};

/** What no command may print. */
export const VENDOR_SECRETS = [
  'ACsecret-account-id',
  'vendor-secret-token',
  'MGsecret-service-id',
  '1400123456',
  TOKEN,
];

/** How a run ended. */
export interface Ended {
  readonly changed: boolean | undefined;
  readonly error: CommandError | undefined;
  /** All that the operator reads, in one line. */
  readonly printed: string;
  readonly questions: readonly string[];
}

/** What a run may do, and which stack it finds. */
export interface RunChanges {
  readonly answer?: boolean;
  readonly phone?: string;
  readonly address?: string;
  readonly stack?: typeof STACK;
}

/** The runs of `connect`, as the commands are run on one Logto and one stack. Each answers every question with yes. */
export function connectRuns(logto: FakeLogto, endpoint: FakeEndpoint) {
  async function perform(
    { answer = true, stack = STACK }: RunChanges,
    run: (context: ReturnType<typeof contextOf>) => Promise<{ changed: boolean }>,
  ): Promise<Ended> {
    const output = fakeOutput();
    const questions: string[] = [];
    const context = contextOf(output, stack, async (question) => {
      questions.push(question);
      return answer;
    });
    const result = await run(context).catch((error: Error) => error);
    if (result instanceof Error && !(result instanceof CommandError)) throw result;
    const error = result instanceof CommandError ? result : undefined;
    const printed = [output.text(), error?.message, error?.next].join('\n').replace(/\s+/g, ' ');
    return { changed: result instanceof CommandError ? undefined : result.changed, error, printed, questions };
  }

  function contextOf(
    output: ReturnType<typeof fakeOutput>,
    stack: typeof STACK,
    ask: (question: string) => Promise<boolean>,
  ) {
    const api = logtoClient({ address: logto.url, ...APP, resource: logto.resource });
    return { logto: api, store: previousConnectorStore(SDK, stack), output, mayReplace: ask, mayForget: ask };
  }

  return {
    connect: ({ phone = '+4915112345678', address = logto.url, ...changes }: RunChanges = {}) =>
      perform(changes, (context) => connectLogto({ endpoint: endpoint.url, token: TOKEN, address, phone }, context)),
    undo: ({ phone, address = logto.url, ...changes }: RunChanges = {}) =>
      perform(changes, (context) => undoConnect({ endpoint: endpoint.url, address, phone }, context)),
    forget: (changes: RunChanges = {}) => perform(changes, forgetConnector),
  };
}

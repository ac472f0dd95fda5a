import { SENDER } from './deployed';
import type { Suite } from './run-checks';

/** The parts of a template that the mutations touch. */
export interface Template {
  readonly Resources: Record<
    string,
    { readonly Type: string; DependsOn?: string[]; readonly Properties?: Record<string, unknown> }
  >;
}

/** One way to break the stack. */
export interface Mutation {
  readonly name: string;
  /** What is broken, as the documentation says it. */
  readonly description: string;
  /** Changes the template. @default it stays */
  readonly apply?: (template: Template) => void;
  /** Replaces a text that occurs once in a source. @default no source changes */
  readonly edit?: { readonly file: string; readonly from: string; readonly to: string };
  /** The checks that notice it. @default `stack` */
  readonly suite?: Suite;
}

/** Ways to break the stack. `npm run test:integration -- --mutate` shows that the checks notice each. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'no-secret-grant',
    description: 'the sender may not read its token',
    apply: (template) => withoutStatement(template, SENDER, 'ReadCurrentAndPreviousToken'),
  },
  {
    name: 'no-publish',
    description: 'the sender may not send SMS',
    apply: (template) => withoutStatement(template, SENDER, 'PublishSms'),
  },
  {
    name: 'no-count',
    description: 'the sender may not count',
    apply: (template) => withoutStatement(template, SENDER, 'CountAttempts'),
  },
  {
    name: 'no-enqueue',
    description: 'the sender may not enqueue',
    apply: (template) => withoutStatement(template, SENDER, 'Enqueue'),
  },
  {
    name: 'no-feed',
    description: 'the queue does not feed the consumer',
    apply: (template) => {
      propertiesOf(template, 'AWS::Lambda::EventSourceMapping').Enabled = false;
    },
  },
  {
    name: 'wrong-route',
    description: 'the API has POST /message instead of POST /sms',
    apply: (template) => {
      propertiesOf(template, 'AWS::ApiGatewayV2::Route', 'EndpointApiPOST').RouteKey = 'POST /message';
    },
  },
  {
    name: 'wrong-handler',
    description: 'the sender starts from a file that does not exist',
    apply: (template) => {
      propertiesOf(template, 'AWS::Lambda::Function', SENDER).Handler = 'handler.handler';
    },
  },
  {
    name: 'wrong-variable',
    description: 'the ARN of the token is in another variable',
    apply: (template) => {
      const lambda = propertiesOf(template, 'AWS::Lambda::Function', SENDER);
      const { Variables } = lambda.Environment as { Variables: Record<string, unknown> };
      const { TOKEN_SECRET_ARN, ...others } = Variables;
      lambda.Environment = { Variables: { ...others, SECRET_ARN: TOKEN_SECRET_ARN } };
    },
  },
  {
    name: 'sdk-attempts',
    description: 'the SDK tries again by itself when SNS fails',
    edit: {
      file: 'lambda/sns.ts',
      from: "clientSettings('SNS', { attempts: 1,",
      to: "clientSettings('SNS', { attempts: 3,",
    },
  },
  {
    name: 'receipts-order',
    description: 'the delivery logs may be deleted before SNS stops writing them',
    suite: 'options',
    edit: {
      file: 'lib/delivery-receipts.ts',
      from: 'deliveryLog.node.addDependency(role, this.delivered, this.failed);',
      to: '',
    },
  },
  {
    name: 'settings-kept',
    description: "a removal does not restore the account's settings",
    suite: 'options',
    edit: {
      file: 'lambda/sms-attributes.ts',
      from: 'await restore(request, account);',
      to: '',
    },
  },
  {
    name: 'no-trace-grant',
    description: 'the sender may not write traces',
    suite: 'options',
    apply: (template) => withoutStatement(template, SENDER, 'xray:PutTraceSegments'),
  },
  {
    name: 'no-number-key',
    description: "the function for Logto's events may not reach the items of numbers",
    suite: 'options',
    edit: { file: 'lib/abuse-guard.ts', from: "'number#*', ", to: '' },
  },
  {
    name: 'no-signing-key-grant',
    description: "the function for Logto's events may not read the signing key",
    suite: 'options',
    edit: { file: 'lib/logto-events.ts', from: "['AWSCURRENT', 'AWSPREVIOUS']", to: "['AWSPREVIOUS']" },
  },
  {
    name: 'one-policy',
    description: 'a switch takes the permission of the old sender away before the code changes',
    suite: 'senders',
    edit: { file: 'lib/end-user-messaging.ts', from: '    keepWhileSwitching(role);\n', to: '' },
  },
];

/** Not among those above, since it is no mistake: a resource that fails when all settings of the account are set. */
export const PLANTED_FAILURE: Mutation = {
  name: 'planted-failure',
  description: 'a resource fails at the end',
  apply: ({ Resources }) => {
    const functions = Object.keys(Resources).filter((id) => Resources[id]?.Type === 'AWS::Lambda::Function');
    const setters = Object.keys(Resources).filter((id) => Resources[id]?.Type === 'Custom::SmsAttributes');
    Resources.PlantedFailure = {
      Type: 'AWS::Logs::MetricFilter',
      DependsOn: [...functions, ...setters],
      Properties: {
        LogGroupName: 'there-is-no-such-group',
        FilterPattern: '',
        MetricTransformations: [{ MetricName: 'Planted', MetricNamespace: 'Planted', MetricValue: '1' }],
      },
    };
  },
};

/** Removes the statement with this sid, or with this action. */
function withoutStatement(template: Template, role: string, name: string): void {
  const policy = propertiesOf(template, 'AWS::IAM::Policy', role);
  const document = policy.PolicyDocument as { Statement: object[] };
  const kept = document.Statement.filter((statement) => !JSON.stringify(statement).includes(`"${name}"`));
  if (kept.length === document.Statement.length) throw new Error(`There is no statement ${name}.`);
  document.Statement = kept;
}

/** The properties of the first resource of a type whose logical id begins with `start`. */
function propertiesOf({ Resources }: Template, type: string, start = ''): Record<string, unknown> {
  const found = Object.entries(Resources).find(([id, { Type }]) => Type === type && id.startsWith(start));
  if (!found?.[1].Properties) throw new Error(`There is no ${type} ${start}.`);
  return found[1].Properties;
}

import { SENDER } from './deployed';

/** The parts of a template that the mutations touch. */
export interface Template {
  readonly Resources: Record<string, { readonly Type: string; readonly Properties?: Record<string, unknown> }>;
}

/** One way to break the stack. */
export interface Mutation {
  readonly name: string;
  /** What is broken, as the documentation says it. */
  readonly description: string;
  readonly apply: (template: Template) => void;
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
];

function withoutStatement(template: Template, role: string, sid: string): void {
  const policy = propertiesOf(template, 'AWS::IAM::Policy', role);
  const document = policy.PolicyDocument as { Statement: { Sid: string }[] };
  const kept = document.Statement.filter(({ Sid }) => Sid !== sid);
  if (kept.length === document.Statement.length) throw new Error(`There is no statement ${sid}.`);
  document.Statement = kept;
}

/** The properties of the first resource of a type whose logical id begins with `start`. */
function propertiesOf({ Resources }: Template, type: string, start = ''): Record<string, unknown> {
  const found = Object.entries(Resources).find(([id, { Type }]) => Type === type && id.startsWith(start));
  if (!found?.[1].Properties) throw new Error(`There is no ${type} ${start}.`);
  return found[1].Properties;
}

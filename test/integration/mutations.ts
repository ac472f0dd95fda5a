import { SENDER } from './deployed';

/** The parts of a template that the mutations touch. */
export interface Template {
  readonly Resources: Record<string, { readonly Type: string; readonly Properties?: Record<string, unknown> }>;
}

/** One way to break the stack. */
export interface Mutation {
  readonly name: string;
  readonly says: string;
  readonly apply: (template: Template) => void;
}

/** Ways to break the stack that the checks must notice: `npm run test:integration -- --mutate` shows that they do. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'no-secret-grant',
    says: 'the sender may not read its token',
    apply: (template) => withoutStatement(template, SENDER, 'ReadCurrentAndPreviousToken'),
  },
  {
    name: 'no-publish',
    says: 'the sender may not send SMS',
    apply: (template) => withoutStatement(template, SENDER, 'PublishSms'),
  },
  {
    name: 'no-count',
    says: 'the sender may not count',
    apply: (template) => withoutStatement(template, SENDER, 'CountAttempts'),
  },
  {
    name: 'no-enqueue',
    says: 'the sender may not put into the queue',
    apply: (template) => withoutStatement(template, SENDER, 'Enqueue'),
  },
  {
    name: 'no-feed',
    says: 'the queue does not feed the consumer',
    apply: (template) => {
      propertiesOf(template, 'AWS::Lambda::EventSourceMapping').Enabled = false;
    },
  },
  {
    name: 'wrong-route',
    says: 'the API takes POST /message',
    apply: (template) => {
      propertiesOf(template, 'AWS::ApiGatewayV2::Route', 'EndpointApiPOST').RouteKey = 'POST /message';
    },
  },
  {
    name: 'wrong-handler',
    says: 'the sender is looked for in another file',
    apply: (template) => {
      propertiesOf(template, 'AWS::Lambda::Function', SENDER).Handler = 'handler.handler';
    },
  },
  {
    name: 'wrong-variable',
    says: 'the ARN of the token is in another variable',
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

/** The properties of the first resource of a type whose logical id begins so. */
function propertiesOf({ Resources }: Template, type: string, start = ''): Record<string, unknown> {
  const found = Object.entries(Resources).find(([id, { Type }]) => Type === type && id.startsWith(start));
  if (!found?.[1].Properties) throw new Error(`There is no ${type} ${start}.`);
  return found[1].Properties;
}

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
    says: 'the function may not read its token',
    apply: (template) => withoutStatement(template, 'ReadCurrentAndPreviousToken'),
  },
  {
    name: 'no-publish',
    says: 'the function may not send SMS',
    apply: (template) => withoutStatement(template, 'PublishSms'),
  },
  {
    name: 'wrong-route',
    says: 'the API takes POST /message',
    apply: (template) => {
      const route = propertiesOf(template, 'AWS::ApiGatewayV2::Route', ({ RouteKey }) => RouteKey === 'POST /sms');
      route.RouteKey = 'POST /message';
    },
  },
  {
    name: 'wrong-handler',
    says: 'the function is looked for in another file',
    apply: (template) => {
      propertiesOf(template, 'AWS::Lambda::Function').Handler = 'handler.handler';
    },
  },
  {
    name: 'wrong-variable',
    says: 'the ARN of the secret is in another variable',
    apply: (template) => {
      const lambda = propertiesOf(template, 'AWS::Lambda::Function');
      const { Variables } = lambda.Environment as { Variables: Record<string, unknown> };
      lambda.Environment = { Variables: { SECRET_ARN: Variables.TOKEN_SECRET_ARN } };
    },
  },
];

function withoutStatement(template: Template, sid: string): void {
  const policy = propertiesOf(template, 'AWS::IAM::Policy');
  const document = policy.PolicyDocument as { Statement: { Sid: string }[] };
  const kept = document.Statement.filter(({ Sid }) => Sid !== sid);
  if (kept.length === document.Statement.length) throw new Error(`There is no statement ${sid}.`);
  document.Statement = kept;
}

function propertiesOf(
  { Resources }: Template,
  type: string,
  isMeant: (properties: Record<string, unknown>) => boolean = () => true,
): Record<string, unknown> {
  const found = Object.values(Resources).find(
    ({ Type, Properties }) => Type === type && Properties !== undefined && isMeant(Properties),
  );
  if (!found?.Properties) throw new Error(`There is no such ${type}.`);
  return found.Properties;
}

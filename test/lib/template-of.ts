import { Template } from 'aws-cdk-lib/assertions';
import { builtTemplate } from '../built/template';
import { CONFIG } from './configurations';

/** The CloudFormation template of a configuration. Throws when the CDK's own validation finds an error in it. */
export function templateOf(config: object = CONFIG): Template {
  return Template.fromJSON(builtTemplate(config));
}

/** The logical id of the one resource of a type whose id begins so. */
export function idOf(template: Template, type: string, start = ''): string {
  const ids = Object.keys(template.findResources(type)).filter((id) => id.startsWith(start));
  if (ids.length !== 1 || ids[0] === undefined) throw new Error(`There are ${ids.length} ${type} ${start}, not 1.`);
  return ids[0];
}

interface Resource {
  readonly Properties: Record<string, unknown>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** The one resource of a type whose logical id begins so, as it stands in the template. */
export function resourceOf(template: Template, type: string, start = ''): Resource {
  return template.findResources(type)[idOf(template, type, start)] as unknown as Resource;
}

/** What the role whose logical id begins so may do: its one policy's statements. */
export function statementsOf(template: Template, role: string): unknown {
  const { Properties } = resourceOf(template, 'AWS::IAM::Policy', role);
  expect(Properties.Roles).toEqual([{ Ref: idOf(template, 'AWS::IAM::Role', role) }]);
  return (Properties.PolicyDocument as { Statement: unknown }).Statement;
}

/** The statements that both functions have: they send SMS, and write each its own log. */
export function smsStatements(template: Template, log: string): unknown[] {
  return [
    {
      Sid: 'WriteOwnLog',
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: { 'Fn::GetAtt': [idOf(template, 'AWS::Logs::LogGroup', log), 'Arn'] },
    },
    { Sid: 'PublishSms', Effect: 'Allow', Action: 'sns:Publish', Resource: '*' },
    {
      Sid: 'NeverPublishToTopics',
      Effect: 'Deny',
      Action: 'sns:Publish',
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sns:*:*:*']] },
    },
  ];
}

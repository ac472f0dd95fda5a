import { Template } from 'aws-cdk-lib/assertions';
import { builtTemplate } from '../built/template';
import { CONFIG } from './configurations';

/** Returns the CloudFormation template of a configuration. */
export function templateOf(config: object = CONFIG): Template {
  return Template.fromJSON(builtTemplate(config));
}

/** Returns the logical id of the only resource with this type whose id begins with `start`. Throws if there is no such one. */
export function idOf(template: Template, type: string, start = ''): string {
  const ids = Object.keys(template.findResources(type)).filter((id) => id.startsWith(start));
  if (ids.length !== 1 || ids[0] === undefined)
    throw new Error(`Expected one ${type} whose id begins with "${start}", found ${ids.length}.`);
  return ids[0];
}

interface Resource {
  readonly Properties: Record<string, unknown>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** Returns the only resource with this type whose logical id begins with `start`, as it is in the template. */
export function resourceOf(template: Template, type: string, start = ''): Resource {
  return template.findResources(type)[idOf(template, type, start)] as unknown as Resource;
}

/** Returns the policy statements of the role whose logical id begins with `role`. The role has only one policy. */
export function statementsOf(template: Template, role: string): { readonly Sid?: string }[] {
  const { Properties } = resourceOf(template, 'AWS::IAM::Policy', role);
  expect(Properties.Roles).toEqual([{ Ref: idOf(template, 'AWS::IAM::Role', role) }]);
  return (Properties.PolicyDocument as { Statement: { readonly Sid?: string }[] }).Statement;
}

/** Returns the statements that both functions have: for sending SMS, and for writing to their log group. */
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

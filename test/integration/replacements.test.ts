import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replacements } from './replacements';

const PARAMETERS = { 'AWS::Partition': 'aws', 'AWS::Region': 'eu-central-1', 'AWS::AccountId': '000000000000' };

const queue = { Type: 'AWS::SQS::Queue' };

function table(key: string, region: unknown) {
  return {
    Type: 'AWS::DynamoDB::GlobalTable',
    Properties: {
      AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
      KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
      Replicas: [{ Region: region }],
    },
  };
}

function permission(sourceArn: unknown, action = 'lambda:InvokeFunction') {
  return { Type: 'AWS::Lambda::Permission', Properties: { Action: action, SourceArn: sourceArn } };
}

const AGNOSTIC_ARN = {
  'Fn::Join': [
    '',
    ['arn:', { Ref: 'AWS::Partition' }, ':execute-api:', { Ref: 'AWS::Region' }, ':', { Ref: 'Api' }, '/*'],
  ],
};
const KNOWN_ARN = { 'Fn::Join': ['', ['arn:aws:execute-api:eu-central-1:', { Ref: 'Api' }, '/*']] };

describe('what an update replaces', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'logto-sms-replacements-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('names what AWS replaces or removes, and nothing where a Region is written out now', async () => {
    const previous = {
      Resources: {
        Queue: queue,
        Kept: table('key', { Ref: 'AWS::Region' }),
        Table: table('key', { Ref: 'AWS::Region' }),
        KeptPermission: permission(AGNOSTIC_ARN),
        Permission: permission(AGNOSTIC_ARN),
      },
    };
    const next = {
      Resources: {
        Kept: table('key', 'eu-central-1'),
        Table: table('id', 'eu-central-1'),
        KeptPermission: permission(KNOWN_ARN),
        Permission: permission(KNOWN_ARN, 'lambda:InvokeFunctionUrl'),
        Added: queue,
      },
    };

    expect(await replacements(previous, next, PARAMETERS, folder)).toEqual([
      '[-] AWS::SQS::Queue Queue destroy',
      '[~] AWS::DynamoDB::GlobalTable Table replace',
      '[~] AWS::Lambda::Permission Permission replace',
    ]);
  }, 60_000);
});

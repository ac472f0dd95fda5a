import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '../../config/load-config';
import { commandsOf, parseWorkflow, unpinnedActions } from './workflow';

const ROOT = join(__dirname, '..', '..');
const PAGE = readFileSync(join(ROOT, 'docs', 'deploy-from-ci.md'), 'utf8');
const GITHUB = 'token.actions.githubusercontent.com';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: { readonly Federated: string };
  readonly Condition?: { readonly StringEquals: Readonly<Record<string, string>> };
}

function blocks(language: string): string[] {
  return [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, block = '']) => block,
  );
}

const json = blocks('json').map((block) => JSON.parse(block));
const configs = json.filter((each) => 'brand' in each);
const statements: Statement[] = json.flatMap(({ Statement: all = [] }) => all);

describe('docs/deploy-from-ci.md', () => {
  it('has configurations that are accepted', () => {
    expect(configs.map((config) => parseConfig(config, 'docs/deploy-from-ci.md').brand)).toEqual([
      'Acme Staging',
      'Acme',
    ]);
  });

  it('has policies that allow the actions and resources they need and no others', () => {
    const role = (name: string) =>
      `arn:aws:iam::222222222222:role/cdk-hnb659fds-${name}-role-222222222222-eu-central-1`;

    expect(json).toHaveLength(configs.length + statements.length);
    expect(statements.slice(1)).toEqual([
      { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: [role('deploy'), role('file-publishing')] },
      {
        Effect: 'Allow',
        Action: ['cloudformation:DescribeStacks', 'cloudformation:GetTemplate'],
        Resource: 'arn:aws:cloudformation:eu-central-1:222222222222:stack/LogtoSms/*',
      },
    ]);
  });

  it('lets only one environment of one repository deploy', () => {
    expect(statements[0]).toEqual({
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::222222222222:oidc-provider/${GITHUB}` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          [`${GITHUB}:aud`]: 'sts.amazonaws.com',
          [`${GITHUB}:sub`]: 'repo:acme@12345/sms@67890:environment:production',
        },
      },
    });
  });

  it('names all services that the stack has resources of', () => {
    const snapshot = readFileSync(join(ROOT, 'test', 'lib', '__snapshots__', 'sms-stack.test.ts.snap'), 'utf8');
    const services = new Set([...snapshot.matchAll(/"Type": "AWS::(\w+)::/g)].map(([, service]) => service));

    // SSM has the version of the bootstrap roles, which every CDK stack reads.
    expect([...services].filter((service) => service !== 'CDK').sort()).toEqual(
      'ApiGatewayV2 CloudWatch DynamoDB IAM Lambda Logs SNS SQS SSM SecretsManager'.split(' '),
    );
    expect(PAGE.replaceAll('\n', ' ')).toContain(
      'API Gateway, CloudWatch, CloudWatch Logs, DynamoDB, IAM, Lambda, Secrets Manager, SNS and SQS',
    );
  });
});

describe('the workflow in docs/deploy-from-ci.md', () => {
  const [text = '', ...others] = blocks('yaml');
  const workflow = parseWorkflow(text);
  const { jobs } = workflow;
  const job = (id: string) => jobs[id] ?? {};

  it('is the only one', () => {
    expect(others).toEqual([]);
    expect(Object.keys(jobs)).toEqual(['diff', 'staging', 'production']);
  });

  it('fixes every action to a commit, the same one as in our own workflows', () => {
    const ours = readFileSync(join(ROOT, '.github', 'workflows', 'release.yml'), 'utf8');
    const actions = text.match(/actions\/(checkout|setup-node)@.*/g) ?? [];

    expect(unpinnedActions(workflow)).toEqual([]);
    expect(actions.filter((action) => !ours.includes(action))).toEqual([]);
  });

  it('gives a token to the jobs alone, and nothing else to write', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(Object.values(jobs).map(({ permissions }) => permissions)).toEqual(
      Array(3).fill({ contents: 'read', 'id-token': 'write' }),
    );
    expect(text).not.toMatch(/secrets\.|pull_request_target:|access-key/);
  });

  it('only looks on a pull request, with the role that looks', () => {
    expect(job('diff').if).toContain("github.event_name == 'pull_request'");
    expect(job('diff').if).toContain('head.repo.full_name == github.repository');
    expect(commandsOf(job('diff'))).toMatch(/logto-sms-aws diff --config .* --method template$/);
    expect(roleOf('diff')).toMatch(/SmsDiff$/);
  });

  it('deploys main to staging and then to production, each in its environment, account and configuration', () => {
    expect(workflow.on).toEqual({ pull_request: null, push: { branches: ['main'] } });
    expect(job('staging').if).toBe("github.event_name == 'push'");
    expect(job('production').needs).toBe('staging');
    const accounts = { staging: '111111111111', production: '222222222222' };
    for (const [stage, account] of Object.entries(accounts)) {
      expect(job(stage).environment).toBe(stage);
      expect(roleOf(stage)).toBe(`arn:aws:iam::${account}:role/SmsDeploy`);
      expect(commandsOf(job(stage))).toContain(`deploy --config ${stage}.config.json --require-approval never`);
    }
  });

  function roleOf(id: string): unknown {
    const login = job(id).steps?.find(({ uses = '' }) => uses.startsWith('aws-actions/configure-aws-credentials@'));
    return login?.with?.['role-to-assume'];
  }
});

import { type App, Validations } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { CONFIG, EVERYTHING, NOTHING } from './configurations';
import { appWithFlags, stackOf } from './stack-of';

/** Every finding as `<rule> at <construct>`; an acknowledgement covers the constructs below its own. */
function findingsOf(app: App): string[] {
  return new AwsSolutionsChecks()
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
    );
}

/** Every acknowledgement as `<rule> at <construct>`, with its reason. */
function acknowledgementsOf(app: App): Map<string, string> {
  const entries = app.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries<string>(data))
      .map(([id, reason]): [string, string] => [`${id.replace(/^annotation::/i, '')} at ${node.path}`, reason]),
  );
  return new Map(entries);
}

const CONFIGS: [string, object][] = [
  ['defaults', CONFIG],
  ['everything on', EVERYTHING],
  ['everything off', NOTHING],
];

describe.each(CONFIGS)('cdk-nag AwsSolutions with %s', (_, config) => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('lets the stack through at synth', () => {
    const app = appWithFlags();
    stackOf(config, app);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

    expect(() => app.synth()).not.toThrow();
    expect(findingsOf(app)).toEqual([]);
  });

  it('stops the synth at a finding that nobody acknowledged', () => {
    const app = appWithFlags();
    new Topic(stackOf(config, app), 'Plain');
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

    expect(() => app.synth()).toThrow('AwsSolutions-SNS3');
  });

  it('is told the reason of every acknowledgement, in a whole sentence', () => {
    const app = appWithFlags();
    stackOf(config, app);

    for (const reason of acknowledgementsOf(app).values()) expect(reason).toMatch(/^[A-Z].{30,}\.$/);
  });

  it('finds each thing that is acknowledged when nobody does, and nothing else', () => {
    const app = appWithFlags();
    stackOf(config, app);
    const acknowledged = [...acknowledgementsOf(app).keys()];

    jest.spyOn(Validations.prototype, 'acknowledge').mockReturnValue();
    const bare = appWithFlags();
    stackOf(config, bare);

    const findings = findingsOf(bare).map((finding) => finding.replace(/(\/DefaultPolicy)?\/Resource$/, ''));
    expect(findings.sort()).toEqual(acknowledged.sort());
  });
});

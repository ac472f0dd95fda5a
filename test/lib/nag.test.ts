import { type App, Validations } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import {
  CONFIG,
  END_USER_MESSAGING,
  END_USER_MESSAGING_EVERYTHING,
  EVERYTHING,
  NOTHING,
  VERIFIED_SHARE,
} from './configurations';
import { appWithFlags, stackOf } from './stack-of';

/** Returns every finding as `<rule> at <construct>`. */
function findingsOf(app: App): string[] {
  return new AwsSolutionsChecks()
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
    );
}

/** Returns the reason of every acknowledgement by `<rule> at <construct>`. It also covers the constructs below that one. */
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
  ['End User Messaging', END_USER_MESSAGING],
  ['End User Messaging and everything on', END_USER_MESSAGING_EVERYTHING],
  ['End User Messaging with a named sender and traces', { ...END_USER_MESSAGING, tracing: true }],
  ['the limit by the share of used codes', VERIFIED_SHARE],
  ['the same and traces', { ...VERIFIED_SHARE, tracing: true }],
];

describe.each(CONFIGS)('cdk-nag AwsSolutions with %s', (_, config) => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it("has no finding at synth, nor has CloudFormation's own validation", () => {
    const app = appWithFlags({ builtinCloudFormationValidation: true });
    stackOf(config, app);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

    expect(() => app.synth()).not.toThrow();
    expect(findingsOf(app)).toEqual([]);
  });

  it('gets a reason with every acknowledgement, in whole sentences', () => {
    const app = appWithFlags();
    stackOf(config, app);

    for (const reason of acknowledgementsOf(app).values()) expect(reason).toMatch(/^[A-Z].{30,}\.$/);
  });

  it('finds exactly what is acknowledged when nothing is acknowledged', () => {
    const app = appWithFlags();
    stackOf(config, app);
    const acknowledged = [...acknowledgementsOf(app).keys()];

    jest.spyOn(Validations.prototype, 'acknowledge').mockReturnValue();
    const unacknowledged = appWithFlags();
    stackOf(config, unacknowledged);

    const findings = findingsOf(unacknowledged).map((finding) => finding.replace(/(\/DefaultPolicy)?\/Resource$/, ''));
    expect(findings.sort()).toEqual(acknowledged.sort());
  });
});

it('cdk-nag stops the synth at a finding that is not acknowledged', () => {
  const app = appWithFlags();
  new Topic(stackOf(CONFIG, app), 'Plain');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

  expect(() => app.synth()).toThrow('AwsSolutions-SNS3');
});

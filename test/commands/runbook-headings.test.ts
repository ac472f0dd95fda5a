import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { readStack } from '../../commands/aws/deployed';
import { alarms } from '../../commands/checks/alarms';
import { runCheck } from '../../commands/checks/check';
import { parseConfig } from '../../config/load-config';
import { ROOT } from '../built/built';
import { CONFIG, EVERYTHING } from '../lib/configurations';
import { templateOf } from '../lib/template-of';
import { healthyAccount, mockedClients, NOW, SDK } from './fake-account';

const RUNBOOK = readFileSync(join(ROOT, 'docs', 'runbook.md'), 'utf8');
const HEADINGS = [...RUNBOOK.matchAll(/^##+ (.+)$/gm)].map(([, heading]) => heading ?? '');
const FOLDERS = ['commands', 'lib/monitoring'];

/** The code of a folder, without its comments. */
function codeOf(folder: string): string {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(ROOT, folder, file), 'utf8'))
    .join('\n')
    .replace(/\/\*[\s\S]*?\*\/|^ *\/\/.*$/gm, '');
}

/** The headings that texts name (`docs/runbook.md, "Drops"`) or that stand under the key `heading` or `headings`. */
function headingsIn(code: string): string[] {
  const inTexts = [...code.matchAll(/docs\/runbook\.md, "([^"$]+)"/g)].map(([, heading]) => heading ?? '');
  const byKey = [...code.matchAll(/\bheadings?: (\[[^\]]*\]|'[^']*')/g)].flatMap(([, list = '']) =>
    [...list.matchAll(/'([^']*)'/g)].map(([, heading]) => heading ?? ''),
  );
  return [...inTexts, ...byKey];
}

describe('a heading of docs/runbook.md that is named', () => {
  it.each(FOLDERS)('in %s exists in the page', (folder) => {
    const named = headingsIn(codeOf(folder));

    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((heading) => !HEADINGS.includes(heading))).toEqual([]);
  });

  it('follows the page in every text of a command', () => {
    expect(codeOf('commands').match(/docs\/runbook\.md(?!, "|\\)/g)).toBeNull();
  });
});

describe('the next step of the check "alarms"', () => {
  /** What it says when all alarms of a stack with this configuration are on. */
  async function nextStep(config: object): Promise<string> {
    const clients = mockedClients();
    healthyAccount(clients, 'https://abc.example.com/sms');
    clients.cloudwatch.on(DescribeAlarmsCommand).resolves({
      MetricAlarms: Object.values(templateOf(config).findResources('AWS::CloudWatch::Alarm')).map(
        ({ Properties }, index) => ({
          AlarmName: `LogtoSms-Alarm${index}`,
          AlarmDescription: Properties.AlarmDescription,
          StateValue: 'ALARM' as const,
        }),
      ),
    });
    const stack = await readStack(SDK, 'LogtoSms');
    if (!stack) throw new Error('The fake account has no stack.');
    const context = { sdk: SDK, config: parseConfig(config, 'test'), stack, phone: undefined, now: () => NOW };
    return (await runCheck(alarms, context))?.next ?? '';
  }

  it('names the heading of each alarm once, although several alarms share one', async () => {
    const named = headingsIn(await nextStep(EVERYTHING));

    expect(named).toEqual(expect.arrayContaining(['Drops', 'Spend', 'CountrySuccessRate']));
    expect(named.filter((heading) => !HEADINGS.includes(heading))).toEqual([]);
    expect(new Set(named).size).toBe(named.length);
  });

  it("links to the operator's copy of the runbook", async () => {
    const next = await nextStep({ ...CONFIG, runbookUrl: 'https://example.com/runbook.md' });

    expect(next).toContain('https://example.com/runbook.md#snsrefused');
    expect(next).not.toContain('docs/runbook.md');
  });
});

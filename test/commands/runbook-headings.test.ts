import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { readStack } from '../../commands/aws/deployed';
import { alarms } from '../../commands/checks/alarms';
import { runCheck } from '../../commands/checks/check';
import { parseConfig } from '../../config/load-config';
import { runbookLink } from '../../lib/monitoring/runbook-link';
import { ROOT } from '../built/built';
import { CONFIG, EVERYTHING } from '../lib/configurations';
import { templateOf } from '../lib/template-of';
import { healthyAccount, mockedClients, NOW, SDK } from './fake-account';

const RUNBOOK = readFileSync(join(ROOT, 'docs', 'runbook.md'), 'utf8');
const HEADINGS = [...RUNBOOK.matchAll(/^##+ (.+)$/gm)].map(([, heading]) => heading ?? '');
/** All code that can print something. */
const FOLDERS = ['bin', 'commands', 'config', 'contract', 'lambda', 'lib', 'local', 'templates'];

/** The code of a folder, without its comments. */
function codeOf(folder: string): string {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|js|json|html)$/.test(file))
    .map((file) => readFileSync(join(ROOT, folder, file), 'utf8'))
    .join('\n')
    .replace(/\/\*[\s\S]*?\*\/|^ *\/\/.*$/gm, '');
}

/** The Markdown pages of the project. */
const PAGES = ['.', 'docs', '.github'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: folder !== '.', encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => posix.join(folder, file)),
);

/** The anchors of a page, as GitHub makes them of its headings. */
function anchorsOf(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The links of a page to a heading: the other page and the anchor. */
function anchoredLinksIn(page: string): { target: string; anchor: string }[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/\]\((?!https?:)([\w./-]*)#([\w-]+)\)/g)].map(([, target = '', anchor = '']) => ({
    target: target === '' ? page : posix.join(posix.dirname(page), target),
    anchor,
  }));
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

    expect(named.length).toBeGreaterThanOrEqual({ commands: 15, lib: 15 }[folder] ?? 0);
    expect(named.filter((heading) => !HEADINGS.includes(heading))).toEqual([]);
  });

  it.each(['commands', 'lambda', 'local'])('follows the page in every text of %s', (folder) => {
    expect(codeOf(folder).match(/docs\/runbook\.md(?!, "|\\)/g)).toBeNull();
  });

  it.each(PAGES)('in %s exists, also as the anchor of a link and in other pages', (page) => {
    const named = headingsIn(readFileSync(join(ROOT, page), 'utf8'));
    expect(named.filter((heading) => !HEADINGS.includes(heading))).toEqual([]);

    const dead = anchoredLinksIn(page).filter(({ target, anchor }) => !anchorsOf(target).includes(anchor));
    expect(dead).toEqual([]);
  });

  it("has the anchor with which a link leads to the operator's copy", () => {
    const anchors = anchorsOf('docs/runbook.md');
    const linked = headingsIn(codeOf('lib')).map(
      (heading) => new URL(runbookLink(heading, 'https://example.com/')).hash,
    );

    expect(linked.filter((hash) => !anchors.includes(hash.slice(1)))).toEqual([]);
  });
});

describe('the next step of the check "alarms"', () => {
  /** What it says when all alarms of a stack with this configuration are on. */
  async function nextStep(config: object, describe = (description: string) => description): Promise<string> {
    const clients = mockedClients();
    healthyAccount(clients, 'https://abc.example.com/sms');
    clients.cloudwatch.on(DescribeAlarmsCommand).resolves({
      MetricAlarms: Object.values(templateOf(config).findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => ({
        AlarmName: `LogtoSms-${Properties.AlarmName['Fn::Join'][1].at(-1).slice(1)}`,
        AlarmDescription: describe(Properties.AlarmDescription),
        StateValue: 'ALARM' as const,
      })),
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

  it('names a heading that exists although somebody has changed the descriptions of the alarms', async () => {
    const named = headingsIn(await nextStep(EVERYTHING, () => 'Ask Kim.'));

    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((heading) => !HEADINGS.includes(heading))).toEqual([]);
  });

  it("links to the operator's copy of the runbook", async () => {
    const next = await nextStep({ ...CONFIG, runbookUrl: 'https://example.com/runbook.md' });

    expect(next).toContain('https://example.com/runbook.md#snsrefused');
    expect(next).not.toContain('docs/runbook.md');
  });
});

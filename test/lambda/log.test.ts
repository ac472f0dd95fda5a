import { logLine } from '../../lambda/log';
import { Refusal } from '../../lambda/refusal';
import type { Report } from '../../lambda/report';

const REPORT: Report = {
  id: 'request-1',
  startedAt: Date.parse('2026-11-21T12:00:00Z'),
  authenticatedAt: Date.parse('2026-11-21T12:00:00.002Z'),
  readyAt: Date.parse('2026-11-21T12:00:00.003Z'),
  endedAt: Date.parse('2026-11-21T12:00:00.053Z'),
  locale: 'de',
  to: '+4915112345678',
  country: 'DE',
  type: 'SignIn',
  text: '012345 ist Ihr Code',
  outcome: 'sent',
  receipt: { status: 'sent', messageId: 'message-1', resends: 0 },
};

function parsed(changes: Partial<Report> = {}) {
  return JSON.parse(logLine({ ...REPORT, ...changes }, 'LogtoSms'));
}

describe('the log line', () => {
  it('tells everything about a request but whom it concerns and what it said', () => {
    expect(parsed()).toEqual({
      level: 'INFO',
      timestamp: '2026-11-21T12:00:00.000Z',
      requestId: 'request-1',
      outcome: 'sent',
      status: 200,
      type: 'SignIn',
      locale: 'de',
      country: 'DE',
      to: '…78',
      messageId: 'message-1',
      resends: 0,
      ms: { authenticate: 2, send: 50, total: 53 },
      Stack: 'LogtoSms',
      Sent: 1,
      _aws: {
        Timestamp: REPORT.startedAt,
        CloudWatchMetrics: [
          { Namespace: 'LogtoSms', Dimensions: [['Stack']], Metrics: [{ Name: 'Sent', Unit: 'Count' }] },
        ],
      },
    });
  });

  it('is one line', () => {
    expect(logLine(REPORT, 'LogtoSms')).not.toContain('\n');
  });

  it.each([
    ['bad-token', 'Refusals', 'INFO'],
    ['bad-number', 'Refusals', 'INFO'],
    ['sns-refused', 'SendFailures', 'ERROR'],
    ['unavailable', 'SendFailures', 'ERROR'],
  ] as const)('counts %s as %s', (reason, metric, level) => {
    const refusal = new Refusal(reason, { cause: new Error('x') });
    const line = parsed({ outcome: 'refused', refusal, receipt: undefined });
    expect(line).toMatchObject({ refusal: reason, status: refusal.status, level, [metric]: 1 });
    expect(line._aws.CloudWatchMetrics[0].Metrics).toEqual([{ Name: metric, Unit: 'Count' }]);
  });

  it.each([
    [
      { outcome: 'queued', receipt: { status: 'queued', because: 'sns', resends: 1 } },
      { Queued: 1, Resends: 1 },
    ],
    [{ outcome: 'postponed', receipt: undefined, resends: 1 }, { Resends: 1 }],
    [{ outcome: 'dropped', receipt: undefined, drop: 'expired' }, { Drops: 1 }],
    [{ outcome: 'dropped', receipt: undefined, drop: 'refused' }, { Drops: 1 }],
    [{ outcome: 'dropped', receipt: undefined, drop: 'superseded' }, { Superseded: 1 }],
    [
      { tableFault: new Error('x'), dayShare: 0.8004 },
      { Sent: 1, TableFailures: 1, DayShare: 80 },
    ],
  ] as const)('of %j carries exactly %j', (changes, metrics) => {
    const line = parsed(changes);
    const names = line._aws.CloudWatchMetrics[0].Metrics.map(({ Name }: { Name: string }) => Name);
    expect(Object.fromEntries(names.map((name: string) => [name, line[name]]))).toEqual(metrics);
  });

  it('counts no failure when a client is only asked to wait for its own first request', () => {
    const refusal = new Refusal('unavailable', { retryAfterSeconds: 1 });
    const line = parsed({ outcome: 'refused', refusal, receipt: undefined });
    expect(line).not.toHaveProperty('SendFailures');
    expect(line).toMatchObject({ Refusals: 1 });
  });

  it('counts a duplicate as nothing', () => {
    expect(parsed({ outcome: 'duplicate', receipt: undefined })).not.toHaveProperty('_aws');
  });

  it('names a fault and its place, but never repeats its message', () => {
    const cause = Object.assign(new Error('+4915112345678 is not valid\n    at +4915112345678'), {
      name: 'InvalidParameterException',
    });
    const line = logLine({ ...REPORT, outcome: 'refused', refusal: new Refusal('sns-refused', { cause }) }, 'LogtoSms');
    expect(JSON.parse(line).fault).toMatchObject({
      name: 'InvalidParameterException',
      at: expect.stringContaining('log.test'),
    });
    expect(line).not.toContain('4915112345678');
  });

  it('takes a fault that is no error', () => {
    expect(parsed({ refusal: new Refusal('unavailable', { cause: 'secret words' }) }).fault).toEqual({
      name: 'string',
    });
  });

  it('leaves out what the caller wrote in place of a number', () => {
    const { country: _, ...unknown } = REPORT;
    expect(logLine({ ...unknown, to: 'evil"<script>' }, 'LogtoSms')).not.toContain('evil');
  });
});

import type { RefusalReason } from '../../contract/refusal-reason';
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

const DAY = 86_400_000;

/** What a report has of a refusal. */
function refused(reason: RefusalReason): Partial<Report> {
  return { outcome: 'refused', refusal: new Refusal(reason), receipt: undefined };
}

function parsed(changes: Partial<Report> = {}) {
  return JSON.parse(logLine({ ...REPORT, ...changes }, 'LogtoSms'));
}

/** The metrics that CloudWatch extracts from a line. */
function metricsIn(line: Record<string, unknown>): object {
  const { CloudWatchMetrics } = (line._aws ?? { CloudWatchMetrics: [{ Metrics: [] }] }) as {
    CloudWatchMetrics: { Metrics: { Name: string }[] }[];
  };
  const names = CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name));
  return Object.fromEntries(names.map((name) => [name, line[name]]));
}

describe('the log line', () => {
  it('says everything about a request except who it was for and what the text was', () => {
    expect(parsed({ dayShare: 0.125 })).toEqual({
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
      DayShare: 12.5,
      _aws: {
        Timestamp: REPORT.startedAt,
        CloudWatchMetrics: [
          { Namespace: 'LogtoSms', Dimensions: [['Stack']], Metrics: [{ Name: 'DayShare', Unit: 'Percent' }] },
        ],
      },
    });
  });

  it.each(['number', 'client'] as const)('has only the first ten digits of the pseudonym of the %s', (name) => {
    expect(parsed({ [name]: '0123456789abcdef0123456789abcdef' })[name]).toBe('0123456789');
    expect(parsed()).not.toHaveProperty(name);
  });

  it('says of a counted code whether its number is proven, and what the limit by used codes found', () => {
    expect(parsed({ isProven: false, share: 'would-refuse' })).toMatchObject({ proven: false, share: 'would-refuse' });
    expect(parsed()).not.toHaveProperty('proven');
    expect(parsed()).not.toHaveProperty('share');
  });

  it('is one line', () => {
    expect(logLine(REPORT, 'LogtoSms')).not.toContain('\n');
  });

  it.each([
    ['bad-token', 'INFO', { BadToken: 1 }],
    ['country-not-allowed', 'INFO', { CountryNotAllowed: 1 }],
    ['limit-number', 'INFO', { LimitNumber: 1 }],
    ['limit-ip', 'INFO', { LimitIp: 1 }],
    ['limit-country', 'INFO', { LimitCountry: 1 }],
    ['limit-day', 'INFO', { DayShare: 100 }],
    ['limit-unverified', 'INFO', { LimitUnverified: 1 }],
    ['sns-refused', 'ERROR', { SnsRefused: 1 }],
    ['unavailable', 'ERROR', { Unavailable: 1 }],
    ['bad-request', 'INFO', { NotUnderstood: 1 }],
    ['bad-number', 'INFO', { NotUnderstood: 1 }],
    ['too-large', 'INFO', { NotUnderstood: 1 }],
  ] as const)('has the reason %s, the level %s and the metrics %j', (reason, level, metrics) => {
    const refusal = new Refusal(reason, { cause: new Error('x') });
    const line = parsed({ outcome: 'refused', refusal, receipt: undefined });
    expect(line).toMatchObject({ refusal: reason, status: refusal.status, level });
    expect(metricsIn(line)).toEqual(metrics);
  });

  it.each([
    ['a code that is sent', {}, {}],
    ['a code that is queued', { outcome: 'queued', receipt: { status: 'queued', because: 'sns', resends: 1 } }, {}],
    ['a duplicate', { outcome: 'duplicate', receipt: undefined }, {}],
    ['a code that returns to the queue', { outcome: 'postponed', receipt: undefined }, {}],
    ['a code that is too old', { outcome: 'dropped', receipt: undefined, drop: 'expired' }, { Drops: 1 }],
    ['a queued code that SNS rejects', { outcome: 'dropped', receipt: undefined, drop: 'refused' }, { Drops: 1 }],
    ['a code that a newer one replaced', { outcome: 'dropped', receipt: undefined, drop: 'superseded' }, {}],
    ['a table that cannot be reached', { tableFault: new Error('x') }, { TableFailures: 1 }],
    ['a code that is sent since no event of Logto comes', { share: 'feed-dead' }, { FeedDead: 1 }],
    ['a code that is sent since no event ever came', { share: 'feed-never' }, {}],
    ['a code that would be refused', { share: 'would-refuse' }, {}],
    ['four fifths of the day', { dayShare: 400 / 500 }, { DayShare: 80 }],
    ['all but one of 2,000 codes, not rounded up to all', { dayShare: 1_999 / 2_000 }, { DayShare: 99.9 }],
    ['the last code of the day', { dayShare: 1 }, { DayShare: 100 }],
    ['the current token', { token: 'current', rotatedAt: REPORT.startedAt - DAY }, {}],
    ['the previous token soon after a rotation', { token: 'previous', rotatedAt: REPORT.startedAt - 899_999 }, {}],
    [
      'the previous token 15 minutes after a rotation',
      { token: 'previous', rotatedAt: REPORT.startedAt - 900_000 },
      { PreviousToken: 1 },
    ],
    [
      'a refusal for another reason with the previous token',
      { token: 'previous', rotatedAt: REPORT.startedAt - DAY, ...refused('country-not-allowed') },
      { CountryNotAllowed: 1, PreviousToken: 1 },
    ],
    ['a wrong token', refused('bad-token'), { BadToken: 1 }],
    ['a sender that may not send', refused('no-sender'), { NoSender: 1 }],
    ['a number that opted out', refused('opted-out'), {}],
    ['a price above the limit', refused('price-over-limit'), { PriceOverLimit: 1 }],
    ['a queued code to a number that opted out', { ...refused('opted-out'), outcome: 'dropped', drop: 'refused' }, {}],
    [
      'a queued code to a country that AWS blocks',
      { ...refused('country-blocked'), outcome: 'dropped', drop: 'refused' },
      { CountryBlocked: 1 },
    ],
    [
      'a queued code to a number that is not verified',
      { ...refused('not-verified'), outcome: 'dropped', drop: 'refused' },
      { NotVerified: 1 },
    ],
    [
      'a queued code above the spend limit',
      { ...refused('spend-limit'), outcome: 'dropped', drop: 'refused' },
      { Drops: 1 },
    ],
    ['no token at all, as from a scanner', { token: 'missing', ...refused('bad-token') }, {}],
    ['the made-up token of doctor', { token: 'probe', ...refused('bad-token') }, {}],
    [
      'the made-up token of doctor, and a secret that cannot be read',
      { token: 'probe', ...refused('unavailable') },
      { Unavailable: 1 },
    ],
  ] as [string, Partial<Report>, object][])(
    'has exactly the metrics that alarms need for %s',
    (_, changes, metrics) => {
      expect(metricsIn(parsed(changes))).toEqual(metrics);
    },
  );

  it('has no metric when a client only has to wait for its own first request', () => {
    const refusal = new Refusal('in-progress', { retryAfterSeconds: 1 });
    expect(parsed({ outcome: 'refused', refusal, receipt: undefined })).not.toHaveProperty('_aws');
  });

  it('has the name and the location of a fault, but never its message', () => {
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

  it.each([
    ['NO_ORIGINATION_IDENTITIES_FOUND', 'NO_ORIGINATION_IDENTITIES_FOUND'],
    // Nothing else, however AWS fills it.
    ['+4915112345678', undefined],
    ['BLOCKED_4915112345678', undefined],
    ['secret words', undefined],
    ['A'.repeat(81), undefined],
    [{ NUMBER: 1 }, undefined],
  ])('has the reason %j of a fault as %s', (Reason, logged) => {
    const cause = Object.assign(new Error('x'), { name: 'ConflictException', Reason });
    expect(parsed({ refusal: new Refusal('no-sender', { cause }) }).fault.reason).toBe(logged);
  });

  it('accepts a fault that is not an Error', () => {
    expect(parsed({ refusal: new Refusal('unavailable', { cause: 'secret words' }) }).fault).toEqual({
      name: 'string',
    });
  });

  it('leaves out what the caller wrote in place of a number', () => {
    const { country: _, ...unknown } = REPORT;
    expect(logLine({ ...unknown, to: 'evil"<script>' }, 'LogtoSms')).not.toContain('evil');
  });
});

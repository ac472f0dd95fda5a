import { EVERYTHING } from '../configurations';
import { templateOf } from '../template-of';
import { alarmOf } from './alarm-of';
import { type AlarmProperties, alarmIntervals, compile, type Sample } from './cloudwatch';

const START = Date.parse('2026-11-21T00:00:00Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Samples at some minutes after the start. */
function at(minutes: readonly number[], shift = 0, value = 1): Sample[] {
  return minutes.map((minute) => ({ at: START + (minute + shift) * MINUTE, value }));
}

const isHeard = (alarm: AlarmProperties, samples: [string, Sample[]][], fillsEverywhere: boolean) =>
  alarmIntervals(alarm, new Map(samples), START, START + DAY, fillsEverywhere).length > 0;

/** FILL may or may not give values where no metric has one, and metrics of one event may differ by minutes. */
const SEMANTICS = [false, true].flatMap((fillsEverywhere) =>
  [0, 1, 4, 9].map((shift) => [fillsEverywhere, shift] as const),
);

describe('metric math', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['8 / 4 - 1', 1],
    ['FILL(gone, 4)', 4],
    ['FILL(two, 4)', 2],
    ['gone + 1', undefined],
    ['IF(two > 1 AND two <= 2, 10, 20)', 10],
    ['IF(two == 3, 10, 20)', 20],
    ['IF(gone > 1, 10, 20)', undefined],
  ])('%s is %j', (expression, value) => {
    expect(compile(expression)((id) => (id === 'two' ? 2 : undefined))).toBe(value);
  });

  it.each(['1 +', 'FOO(1)', '(1', '1 2'])('does not read %j', (expression) => {
    expect(() => compile(expression)(() => 1)).toThrow();
  });
});

describe.each(SEMANTICS)('with FILL everywhere: %j, metrics shifted by %i minutes:', (fillsEverywhere, shift) => {
  it.each([
    ['BadTokenShare', 'LogtoSms BadToken', [100, 300, 700]],
    ['NotUnderstood', 'LogtoSms NotUnderstood', [100, 130, 200, 300]],
  ] as const)(
    '%s is heard when nothing else comes, from the fewest requests that can set it off',
    (name, metric, minutes) => {
      const alarm = alarmOf(name);
      expect(isHeard(alarm, [[metric, at(minutes, shift)]], fillsEverywhere)).toBe(true);
      expect(isHeard(alarm, [[metric, at(minutes.slice(1), shift)]], fillsEverywhere)).toBe(false);
    },
  );

  it.each([
    ['BadTokenShare', 'LogtoSms BadToken'],
    ['NotUnderstood', 'LogtoSms NotUnderstood'],
  ] as const)('%s is not heard when codes are taken in the same minutes', (name, metric) => {
    const minutes = Array.from({ length: 60 }, (_, index) => 20 * index);
    const taken = Array.from({ length: 300 }, (_, index) => 4 * index);
    const samples: [string, Sample[]][] = [
      [metric, at(minutes, shift)],
      ['LogtoSms DayShare', at(taken, 0, 0.1)],
    ];
    expect(isHeard(alarmOf(name), samples, fillsEverywhere)).toBe(false);
  });

  it.each([
    ['nothing at all', []],
    ['only codes that were taken', [['LogtoSms DayShare', at([1, 500, 900], shift, 0.1)]]],
    ['only SMS that arrived', [['AWS/SNS NumberOfNotificationsDelivered', at([1, 500, 900], shift)]]],
  ] as [string, [string, Sample[]][]][])('no alarm by share is heard with %s', (_, samples) => {
    for (const name of ['BadTokenShare', 'NotUnderstood', 'DeliveryShare'])
      expect([name, isHeard(alarmOf(name), samples, fillsEverywhere)]).toEqual([name, false]);
  });

  it('DeliveryShare is heard when SMS fail in five quarters of an hour within six hours and none arrives', () => {
    const failed = (minutes: number[]): [string, Sample[]] => [
      'AWS/SNS NumberOfNotificationsFailed',
      at(minutes, shift),
    ];
    const alarm = alarmOf('DeliveryShare');
    expect(isHeard(alarm, [failed([61, 91, 151, 241, 361])], fillsEverywhere)).toBe(true);
    expect(isHeard(alarm, [failed([61, 62, 91, 151, 241])], fillsEverywhere)).toBe(false);
  });
});

/** Whether an alarm is on at the end of any period, when each value can be seen only some minutes after it was measured. */
function isHeardLate(alarm: AlarmProperties, [metric, samples]: [string, Sample[]], minutesLate: number): boolean {
  const periods = Array.from({ length: 288 }, (_, index) => START + (index + 1) * 5 * MINUTE);
  return periods.some((end) => {
    const visible = samples.filter((sample) => sample.at + minutesLate * MINUTE <= end);
    return alarmIntervals(alarm, new Map([[metric, visible]]), START, end, true).some(
      ({ until }) => until === undefined,
    );
  });
}

describe('a value that comes after its period', () => {
  const wrongTokens: [string, Sample[]] = ['LogtoSms BadToken', at([101, 301, 701])];

  it('is heard all the same, since the alarm looks at past periods again', () => {
    expect(isHeardLate(alarmOf('BadTokenShare'), wrongTokens, 7)).toBe(true);
  });

  it('would not be heard by an alarm on one period, where FILL has put a 0 in its place', () => {
    const onePeriod = { ...alarmOf('BadTokenShare'), EvaluationPeriods: 1, DatapointsToAlarm: 1 };
    expect(isHeardLate(onePeriod, wrongTokens, 0)).toBe(true);
    expect(isHeardLate(onePeriod, wrongTokens, 7)).toBe(false);
  });
});

describe('DayShare and LimitDay', () => {
  it.each(['DayShare', 'LimitDay'])(
    '%s does not end between sparse values, but with the first code of a new day',
    (name) => {
      const full: [string, Sample[]] = [
        'LogtoSms DayShare',
        [...at([100, 160, 400, 900], 0, 100), ...at([1_500], 0, 0.2)],
      ];
      const intervals = alarmIntervals(alarmOf(name), new Map([full]), START, START + 2 * DAY);
      expect(intervals).toEqual([{ from: START + 105 * MINUTE, until: START + 1_505 * MINUTE }]);
    },
  );
});

describe('Silence', () => {
  it('is heard while requests come that nobody accepts', () => {
    const silence = alarmOf('Silence', templateOf(EVERYTHING));
    expect(
      isHeard(silence, [['LogtoSms BadToken', at(Array.from({ length: 24 }, (_, hour) => 60 * hour))]], false),
    ).toBe(true);
  });
});

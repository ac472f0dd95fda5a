/** A value that a metric got at a time, in epoch milliseconds. */
export interface Sample {
  readonly at: number;
  readonly value: number;
}

/** The samples of each metric, by namespace and name: `LogtoSms BadToken`. */
export type Samples = ReadonlyMap<string, readonly Sample[]>;

/** An alarm as CloudFormation creates it. */
export interface AlarmProperties {
  readonly AlarmDescription?: string;
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Statistic?: string;
  readonly Period?: number;
  readonly Metrics?: readonly MetricQuery[];
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number;
  readonly ComparisonOperator: string;
  readonly TreatMissingData: string;
}

interface MetricQuery {
  readonly Id: string;
  readonly Expression?: string;
  readonly ReturnData?: boolean;
  readonly MetricStat?: {
    readonly Metric: { readonly Namespace: string; readonly MetricName: string };
    readonly Period: number;
    readonly Stat: string;
  };
}

/** A value of each period, in order; `undefined` where there is none. */
type Series = readonly (number | undefined)[];

/** From when to when an alarm is on, in epoch milliseconds. The end is missing if it is still on. */
export interface AlarmInterval {
  readonly from: number;
  readonly until?: number;
}

/**
 * Evaluates an alarm as CloudWatch does ("Using Amazon CloudWatch alarms", user guide): at the end of each period, over
 * its last periods.
 *
 * @param from the begin of a period, in epoch milliseconds
 * @param fillsEverywhere whether FILL gives a value in a period in which no metric of the expression has one. AWS's
 * documentation leaves that open, so an alarm must be right either way
 */
export function alarmIntervals(
  alarm: AlarmProperties,
  samples: Samples,
  from: number,
  until: number,
  fillsEverywhere = false,
): AlarmInterval[] {
  const periodMs = periodOf(alarm) * 1_000;
  const count = Math.ceil((until - from) / periodMs);
  const values = seriesOf(alarm, samples, from, periodMs, count, fillsEverywhere);
  const needed = alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods;
  const intervals: { from: number; until?: number }[] = [];
  let breaching = 0;
  const isBreaching = values.map((value) => (value === undefined ? undefined : breaches(alarm, value)));
  const filled = isBreaching.map((breach) => breach ?? alarm.TreatMissingData === 'breaching');
  for (let index = 0; index < count; index++) {
    breaching += filled[index] ? 1 : 0;
    if (index >= alarm.EvaluationPeriods && filled[index - alarm.EvaluationPeriods]) breaching -= 1;
    const at = from + (index + 1) * periodMs;
    const open = intervals.at(-1)?.until === undefined ? intervals.at(-1) : undefined;
    const isOn = breaching >= needed;
    if (isOn && !open) intervals.push({ from: at });
    // Without a value, `ignore` leaves the alarm as it is.
    if (!isOn && open && (alarm.TreatMissingData !== 'ignore' || values[index] !== undefined)) open.until = at;
  }
  return intervals;
}

function periodOf({ Period, Metrics = [] }: AlarmProperties): number {
  return Period ?? Metrics.find(({ MetricStat }) => MetricStat)?.MetricStat?.Period ?? 0;
}

function breaches({ Threshold, ComparisonOperator }: AlarmProperties, value: number): boolean {
  if (ComparisonOperator === 'GreaterThanOrEqualToThreshold') return value >= Threshold;
  if (ComparisonOperator === 'LessThanThreshold') return value < Threshold;
  throw new Error(`The evaluator does not know ${ComparisonOperator}.`);
}

function seriesOf(
  alarm: AlarmProperties,
  samples: Samples,
  from: number,
  periodMs: number,
  count: number,
  fillsEverywhere: boolean,
): Series {
  const stat = (namespace = '', name = '', statistic = '') =>
    aggregate(samples.get(`${namespace} ${name}`) ?? [], statistic, from, periodMs, count);
  if (!alarm.Metrics) return stat(alarm.Namespace, alarm.MetricName, alarm.Statistic);
  const byId = new Map(
    alarm.Metrics.flatMap(({ Id, MetricStat }) =>
      MetricStat
        ? [[Id, stat(MetricStat.Metric.Namespace, MetricStat.Metric.MetricName, MetricStat.Stat)] as const]
        : [],
    ),
  );
  const expression = alarm.Metrics.find((query) => query.Expression !== undefined)?.Expression ?? '';
  const evaluate = compile(expression);
  return Array.from({ length: count }, (_, index) => {
    const point = (id: string) => byId.get(id)?.[index];
    // An expression over nothing is nothing.
    const isEmpty = [...byId.keys()].every((id) => point(id) === undefined);
    return isEmpty && !fillsEverywhere ? undefined : evaluate(point);
  });
}

function aggregate(
  samples: readonly Sample[],
  statistic: string,
  from: number,
  periodMs: number,
  count: number,
): Series {
  const series: (number | undefined)[] = Array(count).fill(undefined);
  const counts: number[] = Array(count).fill(0);
  for (const { at, value } of samples) {
    const index = Math.floor((at - from) / periodMs);
    if (index < 0 || index >= count) continue;
    const before = series[index];
    counts[index] = (counts[index] ?? 0) + 1;
    if (statistic === 'Maximum') series[index] = Math.max(before ?? value, value);
    else if (statistic === 'SampleCount') series[index] = counts[index];
    else if (statistic === 'Sum') series[index] = (before ?? 0) + value;
    else throw new Error(`The evaluator does not know ${statistic}.`);
  }
  return series;
}

type Evaluate = (point: (id: string) => number | undefined) => number | undefined;

/** Compiles the part of CloudWatch's metric math that the alarms use: FILL, IF, AND, arithmetic and comparisons. */
export function compile(expression: string): Evaluate {
  const tokens = expression.match(/[A-Za-z_]\w*|\d+(?:\.\d+)?|[<>=!]=|[-+*/()<>,]/g) ?? [];
  let position = 0;
  const next = () => tokens[position++] ?? '';
  const peek = () => tokens[position];
  const expect = (token: string) => {
    const found = next();
    if (found !== token) throw new Error(`The evaluator expects ${token} and not ${found} in ${expression}.`);
  };

  const OPERATORS: readonly Readonly<Record<string, (a: number, b: number) => number>>[] = [
    { AND: (a, b) => Number(a !== 0 && b !== 0) },
    {
      '>': (a, b) => Number(a > b),
      '<': (a, b) => Number(a < b),
      '>=': (a, b) => Number(a >= b),
      '<=': (a, b) => Number(a <= b),
      '==': (a, b) => Number(a === b),
    },
    { '+': (a, b) => a + b, '-': (a, b) => a - b },
    { '*': (a, b) => a * b, '/': (a, b) => a / b },
  ];

  function binary(level: number): Evaluate {
    const operators = OPERATORS[level];
    if (!operators) return primary();
    let left = binary(level + 1);
    for (let token = peek(); token !== undefined && token in operators; token = peek()) {
      const operator = operators[next()] as (a: number, b: number) => number;
      const [first, second] = [left, binary(level + 1)];
      left = (point) => {
        const [a, b] = [first(point), second(point)];
        // Arithmetic with a missing term is missing.
        return a === undefined || b === undefined ? undefined : operator(a, b);
      };
    }
    return left;
  }

  function primary(): Evaluate {
    const token = next();
    if (token === '(') {
      const inner = binary(0);
      expect(')');
      return inner;
    }
    if (/^\d/.test(token)) return () => Number(token);
    if (!/^[A-Za-z_]/.test(token)) throw new Error(`The evaluator cannot read ${token || 'the end'} in ${expression}.`);
    if (peek() !== '(') return (point) => point(token);
    const args: Evaluate[] = [];
    do {
      next();
      args.push(binary(0));
    } while (peek() === ',');
    expect(')');
    const [first, second, third] = args as [Evaluate, Evaluate, Evaluate];
    if (token === 'FILL') return (point) => first(point) ?? second(point);
    if (token === 'IF') {
      return (point) => {
        const condition = first(point);
        return condition === undefined ? undefined : (condition !== 0 ? second : third)(point);
      };
    }
    throw new Error(`The evaluator does not know ${token}.`);
  }

  const compiled = binary(0);
  if (position < tokens.length) throw new Error(`The evaluator cannot read ${expression} from ${peek()} on.`);
  return compiled;
}

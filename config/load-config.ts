import { readFileSync } from 'node:fs';
import { type ConfigFault, faultsOf, InvalidConfig } from './faults';
import { costFaults } from './message-cost';
import { placeholderFaults } from './placeholder-faults';
import { Config } from './schema';

/** Rules between keys. They are apart from the schema so that they are checked even when another key is wrong. */
function crossFaults(config: Record<string, unknown>): ConfigFault[] {
  const { senderId, originationNumber, countries, indiaDlt, messages, alarmCountries } = config;
  const isServed = (country: unknown) =>
    Array.isArray(countries) && (countries.includes(country) || countries.includes('*'));
  return [
    ...(senderId !== undefined && originationNumber !== undefined
      ? [
          {
            path: 'originationNumber',
            value: originationNumber,
            fix: 'keep one of senderId and originationNumber: SNS takes one sender',
          },
        ]
      : []),
    ...(indiaDlt !== undefined && !isServed('IN')
      ? [{ path: 'indiaDlt', value: indiaDlt, fix: 'add "IN" to countries, or remove indiaDlt' }]
      : []),
    ...(Array.isArray(alarmCountries)
      ? alarmCountries.flatMap((country, index) => (isServed(country) ? [] : [notServed(country, index)]))
      : []),
    ...(config.setMonthlySpendLimit === true && config.monthlySpendLimitUsd === undefined
      ? [{ path: 'monthlySpendLimitUsd', fix: 'set it to the limit you want, or remove setMonthlySpendLimit' }]
      : []),
    ...placeholderFaults(messages),
  ];
}

function notServed(country: unknown, index: number): ConfigFault {
  return { path: `alarmCountries[${index}]`, value: country, fix: 'add it to countries, or remove it here' };
}

/**
 * Checks what a configuration file holds.
 *
 * @param source names the file in the error
 * @throws InvalidConfig with every fault at once, each with its path, the value and the fix
 */
export function parseConfig(json: unknown, source: string): Config {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new InvalidConfig(source, [{ path: '', fix: 'use one object, with brand and countries at least' }]);
  }
  const parsed = Config.safeParse(json);
  const faults = [
    // What a message costs depends on the brand, so that has to be right first.
    ...(parsed.error ? faultsOf(parsed.error, json) : costFaults(parsed.data)),
    ...crossFaults({ ...json }),
  ];
  if (!parsed.success || faults.length > 0) throw new InvalidConfig(source, faults);
  return parsed.data;
}

/**
 * Reads and checks a configuration file.
 *
 * @param path relative to the working directory
 * @throws InvalidConfig also when the file is missing or not JSON
 */
export function loadConfig(path: string): Config {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InvalidConfig(path, [
      {
        path: '',
        fix: `this file cannot be read (${code}); check its name (cdk takes -c config=FILE, npm start takes --config FILE)`,
      },
    ]);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidConfig(path, [{ path: '', fix: `this is not JSON: ${reason}` }]);
  }
  return parseConfig(json, path);
}

import { readFileSync } from 'node:fs';
import { sharedNumberFaults } from './country';
import { type ConfigFault, faultsOf, InvalidConfig } from './faults';
import { costFaults } from './message-cost';
import { numberRangeFaults } from './number-ranges';
import { placeholderFaults } from './placeholder-faults';
import { Config } from './schema';
import { senderFaults } from './sender-faults';

/**
 * Checks the rules that concern two keys at once, and the placeholders. They are not part of the schema, because the
 * schema skips such rules as soon as any key is wrong.
 */
function faultsAcrossKeys(json: Record<string, unknown>): ConfigFault[] {
  const { countries, messages, alarmCountries } = json;
  const isServed = (country: unknown) =>
    Array.isArray(countries) && (countries.includes(country) || countries.includes('*'));
  return [
    ...sharedNumberFaults(json),
    ...numberRangeFaults(json.numberRanges),
    ...senderFaults(json, isServed),
    ...(Array.isArray(alarmCountries)
      ? alarmCountries.flatMap((country, index) => (isServed(country) ? [] : [notServed(country, index)]))
      : []),
    ...(json.setMonthlySpendLimit === true && json.monthlySpendLimitUsd === undefined
      ? [{ path: 'monthlySpendLimitUsd', fix: 'set it to the limit you want, or remove setMonthlySpendLimit' }]
      : []),
    ...placeholderFaults(messages),
  ];
}

function notServed(country: unknown, index: number): ConfigFault {
  return { path: `alarmCountries[${index}]`, value: country, fix: 'add it to countries, or remove it here' };
}

/**
 * Checks the content of a configuration file and fills in the defaults.
 *
 * @param json the parsed content
 * @param source what the error calls the configuration, such as the path of the file
 * @throws InvalidConfig with all faults at once, each with path, value and fix
 */
export function parseConfig(json: unknown, source: string): Config {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new InvalidConfig(source, [{ path: '', fix: 'use one object with at least the keys brand and countries' }]);
  }
  const parsed = Config.safeParse(json);
  const faults = [
    // The cost of a message depends on other keys, such as the brand. So it is checked only when all keys are right.
    ...(parsed.error ? faultsOf(parsed.error, json) : costFaults(parsed.data)),
    ...faultsAcrossKeys({ ...json }),
  ];
  if (!parsed.success || faults.length > 0) throw new InvalidConfig(source, faults);
  return parsed.data;
}

/**
 * Reads and checks a configuration file.
 *
 * @param path relative to the working directory
 * @throws InvalidConfig if the file has faults, cannot be read or is not JSON
 */
export function loadConfig(path: string): Config {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InvalidConfig(path, [
      {
        path: '',
        fix: `this file cannot be read (${code}); check the path (cdk: -c config=FILE; npm start and the commands: --config FILE)`,
      },
    ]);
  }
  let json: unknown;
  try {
    json = JSON.parse(decodeConfig(bytes));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidConfig(path, [{ path: '', fix: `this is not JSON: ${reason}` }]);
  }
  return parseConfig(json, path);
}

/**
 * Decodes a file as editors on Windows write it: UTF-8 or UTF-16, with a byte order mark, or UTF-8 without one. The mark
 * is left out.
 */
export function decodeConfig(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
}

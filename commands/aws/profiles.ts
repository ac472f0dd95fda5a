import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CommandError } from '../cli/command-error';

/** The profile to use: an option, or else the environment; `undefined` for the AWS CLI's default one. */
export function chosenProfile(option: string | undefined): string | undefined {
  // The SDK does not read AWS_DEFAULT_PROFILE. The CDK CLI does, and in this order.
  return option ?? (process.env.AWS_PROFILE || process.env.AWS_DEFAULT_PROFILE || undefined);
}

/**
 * Checks that a profile exists. Without it, the SDK says only that it finds no credentials.
 *
 * @throws CommandError when neither file of the AWS CLI has it; names those that they have
 */
export function requireProfile(name: string): void {
  const config = process.env.AWS_CONFIG_FILE || join(homedir(), '.aws', 'config');
  const credentials = process.env.AWS_SHARED_CREDENTIALS_FILE || join(homedir(), '.aws', 'credentials');
  const names = [...new Set([...sectionsOf(config).flatMap(profileOf), ...sectionsOf(credentials)])];
  if (names.includes(name)) return;
  throw new CommandError(
    `There is no profile "${name}" in ${config} or ${credentials}.`,
    names.length === 0
      ? `They have none. To make it: aws configure --profile ${name}`
      : `Choose one with --profile: ${names.sort().join(', ')}. Or make it: aws configure --profile ${name}`,
  );
}

/** The names in square brackets; none when the file cannot be read. */
function sectionsOf(file: string): string[] {
  try {
    return [...readFileSync(file, 'utf8').matchAll(/^[ \t]*\[[ \t]*([^\]\r\n]+?)[ \t]*\]/gm)].map(
      ([, name]) => name ?? '',
    );
  } catch {
    return [];
  }
}

/** The profile of a section of the config file, in which other sections, such as `sso-session`, are no profiles. */
function profileOf(section: string): string[] {
  if (section === 'default') return [section];
  const [, name] = /^profile[ \t]+["']?(.+?)["']?$/.exec(section) ?? [];
  return name === undefined ? [] : [name];
}

import type { LogtoOptions } from './logto/login';

/** The options of `connect` that choose which Logto, and which stack, beside the Logto's address. */
export interface UndoCommandOptions extends Omit<LogtoOptions, 'logto'> {
  readonly profile?: string;
  readonly region?: string;
  /** The configuration file. */
  readonly config?: string;
}

/**
 * The command that puts a stored connector back, with all that it needs to be pasted. The app's id is left to fill in
 * where it is not known.
 *
 * @param logto the origin of the Logto that the connector is from
 */
export function undoCommand(
  logto: string,
  { appId = '<id>', resource, profile, region, config }: UndoCommandOptions = {},
): string {
  const options = { '--logto': logto, '--app-id': appId };
  const others = { '--resource': resource, '--profile': profile, '--region': region, '--config': config };
  const given = Object.entries({ ...options, ...others }).filter(([, value]) => value !== undefined);
  return ['npm run connect -- --undo', ...given.map(([name, value]) => `${name} ${quoted(`${value}`)}`)].join(' ');
}

/** As a shell takes it. The place to fill in stays as it is. */
function quoted(value: string): string {
  return /^[\w./:@<>-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

import { CONSTRUCT_IDS, OUTPUT_DESCRIPTIONS, OUTPUTS } from '../../contract/stack';
import { CommandError } from '../cli/command-error';

/** An output of a stack, as CloudFormation describes it. */
export interface StackOutput {
  readonly OutputKey?: string | undefined;
  readonly OutputValue?: string | undefined;
  readonly Description?: string | undefined;
}

/** The beginning of the logical ids of a construct's resources: its ids on the path, without other characters. */
export type Prefix = string;

/**
 * Finds the endpoints of a stack (`LogtoSms`), each by its prefix: empty for `SmsStack`, in which the CDK leaves out the
 * id. In any other stack, the CDK puts the ids of the path before the name of an output, and a hash behind it.
 */
export function prefixesOf(outputs: readonly StackOutput[]): Prefix[] {
  return outputs.flatMap(({ OutputKey = '', Description }) => {
    if (Description !== OUTPUT_DESCRIPTIONS.endpointUrl) return [];
    if (OutputKey === OUTPUTS.endpointUrl) return [''];
    const [, prefix] = /^(.+)EndpointUrl[0-9A-F]{8}$/.exec(OutputKey) ?? [];
    return prefix === undefined ? [] : [prefix];
  });
}

/**
 * Chooses one endpoint of a stack.
 *
 * @param construct its id, or its path in the stack; `undefined` when the operator named none
 * @throws CommandError when there is none of that name, or when there are several and none is named
 */
export function choosePrefix(stack: string, outputs: readonly StackOutput[], construct: string | undefined): Prefix {
  const prefixes = prefixesOf(outputs);
  const ids = prefixes.map((prefix) => prefix || 'Default').join(', ');
  if (construct !== undefined) {
    const wanted = construct === 'Default' ? '' : construct.replace(/[^A-Za-z0-9]/g, '');
    if (prefixes.includes(wanted)) return wanted;
    const next = prefixes.length === 0 ? 'Look at --stack.' : `Choose one with --construct: ${ids}.`;
    throw new CommandError(`The stack "${stack}" has no endpoint "${construct}".`, next);
  }
  if (prefixes.length > 1) {
    throw new CommandError(
      `The stack "${stack}" has ${prefixes.length} endpoints.`,
      `Choose one with --construct: ${ids}.`,
    );
  }
  // A stack without outputs may be incomplete. The commands say what it lacks.
  return prefixes[0] ?? '';
}

/** Gives the outputs of one endpoint by our names, as in `SmsStack`. */
export function outputsWith(prefix: Prefix, outputs: readonly StackOutput[]): Record<string, string> {
  return Object.fromEntries(
    Object.values(OUTPUTS).flatMap((name) => {
      const key = prefix === '' ? new RegExp(`^${name}$`) : new RegExp(`^${prefix}${name}[0-9A-F]{8}$`);
      const found = outputs.find(({ OutputKey = '' }) => key.test(OutputKey));
      return found?.OutputValue === undefined ? [] : [[name, found.OutputValue]];
    }),
  );
}

/** Gives a logical id as it would be in `SmsStack`; `undefined` when it is not of this endpoint. */
export function ownId(prefix: Prefix, logicalId: string): string | undefined {
  if (prefix === '') return logicalId;
  const rest = logicalId.startsWith(prefix) ? logicalId.slice(prefix.length) : '';
  return Object.values(CONSTRUCT_IDS).some((id) => rest.startsWith(id)) ? rest : undefined;
}

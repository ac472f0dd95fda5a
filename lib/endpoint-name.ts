import { Aws, Names, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The name of an endpoint, which is unique in an account and Region. */
export interface EndpointNames {
  /** Alarms, dashboard and access log begin with it, and it is the dimension of the metrics. */
  readonly name: string;
  /** The same name, known at synth: it is compiled into the functions. */
  readonly concreteName: string;
}

/**
 * Names the endpoint of a construct: after its stack if it has the id `Default`, as in `SmsStack`. Otherwise after its
 * stack and its path in there, so that two constructs in one stack have different names.
 */
export function namesOf(construct: Construct): EndpointNames {
  const stack = Stack.of(construct);
  // A nested stack has no name before it is deployed.
  if (Token.isUnresolved(stack.stackName)) return both(Names.uniqueId(construct));
  const path = construct.node.scopes.slice(stack.node.scopes.length).map(({ node }) => node.id);
  const ids = path.filter((id) => id !== 'Default').map((id) => id.replace(/[^A-Za-z0-9_-]/g, '-'));
  // Deployed alarms are named by this reference. A concrete name would change nothing but the template.
  if (ids.length === 0) return { name: Aws.STACK_NAME, concreteName: stack.stackName };
  return both([stack.stackName, ...ids].join('-'));
}

function both(name: string): EndpointNames {
  return { name, concreteName: name };
}

import { Stack, Validations } from 'aws-cdk-lib';
import { type CfnPolicy, Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { CfnProtectConfiguration } from 'aws-cdk-lib/aws-smsvoice';
import { Construct } from 'constructs';
import type { Config } from '../config/schema';
import { resourceOfIdentity, resourceOfProtectConfiguration } from '../contract/end-user-messaging';
import { ENVIRONMENT } from '../contract/environment';
import { CONSTRUCT_IDS } from '../contract/stack';
import { MessageLog } from './message-log';
import { protectConfiguration } from './protect-configuration';

/** The properties of `EndUserMessaging`. */
export interface EndUserMessagingProps {
  /** The name of the endpoint. */
  readonly name: string;
  readonly sender: NonNullable<Config['sender']>;
  readonly config: Pick<Config, 'countries' | 'alarmCountries' | 'smsProtect'>;
}

/**
 * What the functions need to send through AWS End User Messaging: the event log, a protect configuration if one is wanted,
 * and the permission.
 */
export class EndUserMessaging extends Construct {
  /** What became of each message. */
  readonly events: ILogGroup;
  private readonly log: MessageLog;
  private readonly protect: CfnProtectConfiguration | undefined;
  private readonly props: EndUserMessagingProps;

  constructor(scope: Construct, id: string, props: EndUserMessagingProps) {
    super(scope, id);
    this.props = props;
    this.log = new MessageLog(this, CONSTRUCT_IDS.messageLog, props.name, props.config.alarmCountries);
    this.events = this.log.group;
    this.protect = protectConfiguration(this, 'Protect', props.config);
  }

  /**
   * Lets a function send SMS. Sets CONFIGURATION_SET and, if there is one, PROTECT_CONFIGURATION in its environment.
   *
   * @param role of the function, which has a policy already
   */
  grantSendTo(handler: LambdaFunction, role: Role): void {
    const protect = this.protect?.attrProtectConfigurationId ?? this.props.sender.protectConfiguration;
    handler.addEnvironment(ENVIRONMENT.configurationSet, this.log.configurationSet.ref);
    if (protect !== undefined) handler.addEnvironment(ENVIRONMENT.protectConfiguration, protect);
    const identities = this.identityArns();
    handler.addToRolePolicy(
      new PolicyStatement({
        // The action is checked against everything that a message names ("Actions, resources, and condition keys for AWS
        // End User Messaging SMS and Voice V2", service authorization reference).
        sid: 'SendText',
        effect: Effect.ALLOW,
        actions: ['sms-voice:SendTextMessage'],
        resources: identities.length === 0 ? ['*'] : [...identities, ...this.resourceArns()],
      }),
    );
    if (identities.length === 0) {
      Validations.of(role).acknowledge({
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'The configuration names no sender for some countries, so AWS may choose any of the account there.',
      });
    }
    keepWhileSwitching(role);
  }

  /** The ARNs of the senders; none if AWS chooses for some country. */
  private identityArns(): string[] {
    const { sender, config } = this.props;
    const { identity, countryIdentities } = sender;
    const isNamed = (country: string) => country !== '*' && countryIdentities[country] !== undefined;
    if (identity === undefined && !config.countries.every(isNamed)) return [];
    const named = [...(identity === undefined ? [] : [identity]), ...Object.values(countryIdentities)];
    const arns = named.flatMap((each) => (each === undefined ? [] : this.arnOf(each, resourceOfIdentity(each))));
    return [...new Set(arns)];
  }

  /** The ARNs of what else a message names. */
  private resourceArns(): string[] {
    const { protectConfiguration: own } = this.props.sender;
    return [
      this.log.configurationSet.attrArn,
      ...(this.protect ? [this.protect.attrArn] : []),
      ...(own === undefined ? [] : [this.arnOf(own, resourceOfProtectConfiguration(own))]),
    ];
  }

  /** @param resource of an id, such as `pool/pool-…`; `undefined` for an ARN */
  private arnOf(idOrArn: string, resource: string | undefined): string {
    return resource === undefined ? idOrArn : Stack.of(this).formatArn({ service: 'sms-voice', resource });
  }
}

/**
 * Makes the policy of a role another resource than the one with the permission for SNS. CloudFormation then creates it
 * before it updates the function, and deletes the other one at the very end of the update: while a deployment switches,
 * in either direction, the function has the permission that its code needs, old or new.
 */
function keepWhileSwitching(role: Role): void {
  const policy = role.node.findChild('DefaultPolicy').node.defaultChild as CfnPolicy;
  policy.overrideLogicalId(`${Stack.of(role).getLogicalId(policy)}Eum`);
}

import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type Function as LambdaFunction, SystemLogLevel } from 'aws-cdk-lib/aws-lambda';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../contract/environment';
import type { Settings } from '../contract/settings';
import { CONSTRUCT_IDS } from '../contract/stack';
import type { AbuseGuard } from './abuse-guard';
import { bundledCode } from './code/bundled-code';
import { EventsEndpoint } from './events-endpoint';
import { loggedFunction } from './logged-function';

/** The properties of `LogtoEvents`. */
export interface LogtoEventsProps {
  /** The name of the endpoint. */
  readonly name: string;
  readonly abuseGuard: AbuseGuard;
  /** Compiled into the function. */
  readonly settings: Settings;
  /** Whether AWS X-Ray traces the function. */
  readonly tracing: boolean;
}

/**
 * The function that takes Logto's events (webhooks), which tell whose codes were used, and each hour gives back a part of
 * what the countries may have. It sends nothing. The signing key of the webhook is in a secret of its own.
 *
 * No concurrency is reserved for it: Lambda refuses that in a new account, which has 10 instances in all. The throttle of
 * its endpoint bounds how many run at once.
 */
export class LogtoEvents extends Construct {
  readonly handler: LambdaFunction;
  readonly endpoint: EventsEndpoint;

  constructor(scope: Construct, id: string, { name, abuseGuard, settings, tracing }: LogtoEventsProps) {
    super(scope, id);
    const { handler } = loggedFunction(new Construct(this, CONSTRUCT_IDS.eventsFunction), {
      code: bundledCode('logto-events-handler', settings),
      description: "Takes Logto's events, which tell whose codes were used",
      // Logto waits for 10 s, but what an event says is still worth writing after that. API Gateway gives up after 30 s.
      timeout: Duration.seconds(30),
      memorySize: 512,
      tracing,
      // Each sign-in is an event, and Lambda's own lines about calls that went well would be half of the log.
      systemLogLevel: SystemLogLevel.WARN,
    });
    this.handler = handler;
    abuseGuard.grantCreditTo(handler);
    this.grantReadTo(handler, this.signingKey());
    this.callEachHour(handler);
    const eventsPerSecond = eventsPerSecondOf(settings);
    this.endpoint = new EventsEndpoint(this, 'Endpoint', {
      // No name of an endpoint has a slash, so no other one has this log.
      name: `${name}/events`,
      handler,
      throttle: { requestsPerSecond: eventsPerSecond, burst: eventsPerSecond },
    });
  }

  private signingKey(): CfnSecret {
    // Without a value, as in `PreviousConnector`: Logto makes the key, `connect` or a person stores it, and no update
    // overwrites it.
    const secret = new CfnSecret(this, CONSTRUCT_IDS.signingKey, {
      description: "The signing key of Logto's webhook, by which the endpoint knows Logto's events",
    });
    secret.applyRemovalPolicy(RemovalPolicy.DESTROY);
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Logto makes the key. Automatic rotation would not change it there, and all events would be refused.',
    });
    return secret;
  }

  private grantReadTo(reader: LambdaFunction, key: CfnSecret): void {
    reader.addEnvironment(ENVIRONMENT.signingKeySecretArn, key.ref);
    reader.addToRolePolicy(
      new PolicyStatement({
        // The previous key still works while Logto is given the current one.
        sid: 'ReadCurrentAndPreviousSigningKey',
        effect: Effect.ALLOW,
        actions: ['secretsmanager:GetSecretValue'],
        resources: [key.ref],
        conditions: { StringEquals: { 'secretsmanager:VersionStage': ['AWSCURRENT', 'AWSPREVIOUS'] } },
      }),
    );
  }

  private callEachHour(handler: LambdaFunction): void {
    new Rule(this, 'EachHour', {
      description: 'Gives the countries a part of their unused codes back',
      // On the hour: that is what `Retry-After` promises to whom the limit refuses.
      schedule: Schedule.cron({ minute: '0' }),
      targets: [new FunctionTarget(handler)],
    });
  }
}

/**
 * How many events a second are let through: more than there can be sign-ins, with and without a code, at the rate at which
 * codes are sent. So few that a flood of unsigned ones, each answered within milliseconds, keeps less than one instance
 * busy once these have started.
 */
function eventsPerSecondOf({ sendsPerSecond }: Settings): number {
  return Math.max(20, Math.ceil(2 * sendsPerSecond));
}

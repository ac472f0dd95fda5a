import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Settings } from '../contract/settings';
import type { AbuseGuard } from './abuse-guard';
import type { EndpointToken } from './endpoint-token';
import type { OverflowQueue } from './overflow-queue';
import { SmsFunction } from './sms-function';

/** The properties of `Sender`. */
export interface SenderProps {
  /** Compiled into the function. */
  readonly settings: Settings;
  readonly token: EndpointToken;
  readonly abuseGuard: AbuseGuard;
  readonly overflowQueue: OverflowQueue;
  /** Whether AWS X-Ray traces the function. */
  readonly tracing: boolean;
}

/** The function that answers Logto's requests and gives the SMS to SNS. */
export class Sender extends Construct {
  readonly handler: LambdaFunction;
  /** The function's timeout. The request pipeline ends within 8 s, and Logto's sign-in page gives up after 10 s. */
  readonly timeout = Duration.seconds(9);

  constructor(scope: Construct, id: string, { settings, token, abuseGuard, overflowQueue, tracing }: SenderProps) {
    super(scope, id);
    const { handler } = new SmsFunction(this, 'Function', {
      entry: 'handler',
      description: "Sends Logto's codes as SMS",
      timeout: this.timeout,
      settings,
      tracing,
    });
    this.handler = handler;
    token.grantReadTo(handler);
    abuseGuard.grantCountTo(handler);
    overflowQueue.grantEnqueueTo(handler);
  }
}

import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Settings } from '../contract/settings';
import type { AbuseGuard } from './abuse-guard';
import type { EndpointToken } from './endpoint-token';
import type { OverflowQueue } from './overflow-queue';
import { SmsFunction } from './sms-function';

export interface SenderProps {
  readonly settings: Settings;
  readonly token: EndpointToken;
  readonly abuseGuard: AbuseGuard;
  readonly overflow: OverflowQueue;
  readonly tracing: boolean;
}

/** The function that takes a request of Logto's to SNS. */
export class Sender extends Construct {
  readonly handler: LambdaFunction;
  /** The sign-in page waits for 10 s; the request path ends itself before that. */
  readonly timeout = Duration.seconds(9);

  constructor(scope: Construct, id: string, { settings, token, abuseGuard, overflow, tracing }: SenderProps) {
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
    overflow.grantEnqueueTo(handler);
  }
}

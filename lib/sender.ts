import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { AbuseGuard } from './abuse-guard';
import type { EndpointToken } from './endpoint-token';
import type { OverflowQueue } from './overflow-queue';
import { SmsFunction, type SmsFunctionProps } from './sms-function';

/** The properties of `Sender`. */
export interface SenderProps extends Pick<SmsFunctionProps, 'settings' | 'tracing' | 'endUserMessaging'> {
  readonly token: EndpointToken;
  readonly abuseGuard: AbuseGuard;
  readonly overflowQueue: OverflowQueue;
}

/** The function that answers Logto's requests and gives the SMS to AWS. */
export class Sender extends Construct {
  readonly handler: LambdaFunction;
  /** The function's timeout. The request pipeline ends within 8 s, and Logto's sign-in page gives up after 10 s. */
  readonly timeout = Duration.seconds(9);

  constructor(scope: Construct, id: string, { token, abuseGuard, overflowQueue, ...props }: SenderProps) {
    super(scope, id);
    const { handler } = new SmsFunction(this, 'Function', {
      entry: 'handler',
      description: "Sends Logto's codes as SMS",
      timeout: this.timeout,
      ...props,
    });
    this.handler = handler;
    token.grantReadTo(handler);
    abuseGuard.grantCountTo(handler, { readsProven: props.settings.verifiedShare !== 'off' });
    overflowQueue.grantEnqueueTo(handler);
  }
}

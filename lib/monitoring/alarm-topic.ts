import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

/**
 * Where alarms go, and from there to the operator's address.
 *
 * @param email @default nobody, until somebody subscribes
 */
export function alarmTopic(scope: Construct, id: string, email: string | undefined): Topic {
  // Not encrypted: CloudWatch may not use the AWS-managed key, and an alarm holds no secret that is worth one's own.
  const topic = new Topic(scope, id, { displayName: 'Logto SMS alarms', enforceSSL: true });
  topic.addToResourcePolicy(
    new PolicyStatement({
      // enforceSSL gives the topic a policy, which takes the place of the default one: without this
      // statement CloudWatch may not publish, and no alarm is ever delivered.
      sid: 'LetAlarmsPublish',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  );
  if (email) topic.addSubscription(new EmailSubscription(email));
  return topic;
}

import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** Creates the topic that the alarms are sent to. Nobody gets them until somebody subscribes. */
export function alarmTopic(scope: Construct, id: string): Topic {
  // Not encrypted: CloudWatch may not use the AWS-managed key, and alarms hold no secret that would justify our own.
  const topic = new Topic(scope, id, { displayName: 'Logto SMS alarms', enforceSSL: true });
  topic.addToResourcePolicy(
    new PolicyStatement({
      // enforceSSL gives the topic a policy that replaces the default one. Without this statement CloudWatch could not
      // publish, and no alarm would be delivered.
      sid: 'LetAlarmsPublish',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  );
  return topic;
}

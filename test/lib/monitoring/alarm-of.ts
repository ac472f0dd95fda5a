import type { Template } from 'aws-cdk-lib/assertions';
import { resourceOf, templateOf } from '../template-of';
import type { AlarmProperties } from './cloudwatch';

/** The properties of an alarm. @param name the end of its name @param template by default that of the default stack */
export function alarmOf(name: string, template: Template = templateOf()): AlarmProperties {
  // The CDK ends an id with a hash.
  const isOf = new RegExp(`^Alarms${name}[0-9A-F]{8}$`);
  const id = Object.keys(template.findResources('AWS::CloudWatch::Alarm')).find((each) => isOf.test(each));
  if (id === undefined) throw new Error(`There is no alarm ${name}.`);
  return resourceOf(template, 'AWS::CloudWatch::Alarm', id).Properties as unknown as AlarmProperties;
}

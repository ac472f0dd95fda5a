import { consoleUrl } from '../../../commands/aws/console';

it.each([
  ['eu-central-1', 'https://console.aws.amazon.com/sms-voice/home?region=eu-central-1#/x'],
  ['us-gov-west-1', 'https://console.amazonaws-us-gov.com/sms-voice/home?region=us-gov-west-1#/x'],
  ['cn-north-1', 'https://console.amazonaws.cn/sms-voice/home?region=cn-north-1#/x'],
])('a link to the console of %s is %s', (region, url) => {
  expect(consoleUrl(region, 'sms-voice', '#/x')).toBe(url);
});

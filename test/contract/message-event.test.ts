import { EventType } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { EVENT_TYPES, FINAL_EVENT_TYPES, familyOf, NOT_FINAL } from '../../contract/message-event';

describe('EVENT_TYPES', () => {
  it('and NOT_FINAL together have each event of an SMS in the SDK, once: a new one fails until somebody decides', () => {
    const ofSms = Object.values(EventType).filter((type) => type.startsWith('TEXT_') && type !== 'TEXT_ALL');

    expect([...FINAL_EVENT_TYPES, ...NOT_FINAL].sort()).toEqual(ofSms.sort());
  });
});

describe('familyOf', () => {
  it.each(Object.entries(EVENT_TYPES))('finds %s by each of its types', (family, types) => {
    expect(types.map(familyOf)).toEqual(types.map(() => family));
  });

  it.each(['TEXT_QUEUED', 'TEXT_NEW', 'toString', ''])('knows no family of "%s"', (type) => {
    expect(familyOf(type)).toBeUndefined();
  });
});

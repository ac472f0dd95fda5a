import { countryOfSenderId, isPhoneNumber, regionOf, resourceOfIdentity } from '../../contract/end-user-messaging';

const ARN = 'arn:aws:sms-voice:eu-west-2:111122223333:';

describe('resourceOfIdentity', () => {
  it.each([
    ['pool-0123', 'pool/pool-0123'],
    ['phone-0123', 'phone-number/phone-0123'],
    [`${ARN}pool/pool-0123`, undefined],
    [`${ARN}sender-id/Acme/GB`, undefined],
  ])('of %s is %s', (identity, resource) => {
    expect(resourceOfIdentity(identity)).toBe(resource);
  });
});

describe('countryOfSenderId', () => {
  it.each([
    [`${ARN}sender-id/Acme/GB`, 'GB'],
    [`${ARN}pool/pool-0123`, undefined],
    ['phone-0123', undefined],
  ])('of %s is %s', (identity, country) => {
    expect(countryOfSenderId(identity)).toBe(country);
  });
});

describe('isPhoneNumber', () => {
  it.each([
    ['phone-0123', true],
    [`${ARN}phone-number/phone-0123`, true],
    ['pool-0123', false],
    [`${ARN}pool/pool-0123`, false],
    // A sender ID may be called like that.
    [`${ARN}sender-id/phone-1/GB`, false],
  ])('of %s is %s', (identity, expected) => {
    expect(isPhoneNumber(identity)).toBe(expected);
  });
});

describe('regionOf', () => {
  it.each([
    [`${ARN}pool/pool-0123`, 'eu-west-2'],
    ['pool-0123', undefined],
  ])('of %s is %s', (idOrArn, region) => {
    expect(regionOf(idOrArn)).toBe(region);
  });
});

import * as sdk from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { NOT_FOR_SENDING } from '../../contract/not-for-sending';
import { SEND_REFUSALS } from '../../contract/refusal-reason';
import { meaningOf, SEND_ERRORS, SEND_ERRORS_WITHOUT_REASON } from '../../contract/send-errors';

const ENUMS = {
  AccessDeniedException: sdk.AccessDeniedExceptionReason,
  ConflictException: sdk.ConflictExceptionReason,
  ServiceQuotaExceededException: sdk.ServiceQuotaExceededExceptionReason,
  ValidationException: sdk.ValidationExceptionReason,
};
const EXCEPTIONS = Object.keys(ENUMS) as (keyof typeof ENUMS)[];

describe('SEND_ERRORS', () => {
  it.each(EXCEPTIONS)('and NOT_FOR_SENDING together have each reason of %s in the SDK, once', (exception) => {
    const decided = [...Object.keys(SEND_ERRORS[exception]), ...NOT_FOR_SENDING[exception]];

    expect(decided.sort()).toEqual(Object.values(ENUMS[exception]).sort());
  });

  it('knows every enum of reasons in the SDK', () => {
    const enums = Object.keys(sdk).filter((name) => name.endsWith('ExceptionReason'));

    expect(enums.sort()).toEqual(EXCEPTIONS.map((exception) => `${exception}Reason`).sort());
  });

  it('and those without a reason have every exception of the SDK', () => {
    const isException = (name: string) => name.endsWith('Exception') && name !== 'PinpointSMSVoiceV2ServiceException';
    const known = [...EXCEPTIONS, ...Object.keys(SEND_ERRORS_WITHOUT_REASON)];

    expect([...new Set(known)].sort()).toEqual(Object.keys(sdk).filter(isException).sort());
  });

  it('use each refusal of End User Messaging', () => {
    const meanings = EXCEPTIONS.flatMap((exception) => Object.values<string>(SEND_ERRORS[exception]));

    expect([...new Set(meanings)].sort()).toEqual([...SEND_REFUSALS].sort());
  });
});

describe('meaningOf', () => {
  it.each([
    ['ConflictException', 'DESTINATION_PHONE_NUMBER_OPTED_OUT', 'opted-out'],
    ['ServiceQuotaExceededException', 'MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT', 'spend-limit'],
    ['AccessDeniedException', 'ACCOUNT_DISABLED', 'account-disabled'],
    // A policy: it may be on its way.
    ['AccessDeniedException', undefined, 'queue'],
    ['ThrottlingException', undefined, 'queue'],
    ['ResourceNotFoundException', undefined, 'no-sender'],
    ['ValidationException', undefined, undefined],
    ['ConflictException', 'A_NEW_REASON', undefined],
    // A reason belongs to its exception.
    ['ValidationException', 'ACCOUNT_DISABLED', undefined],
    ['AnotherException', 'ACCOUNT_DISABLED', undefined],
    ['constructor', undefined, undefined],
    ['ConflictException', 'toString', undefined],
  ])('%s with the reason %s means %s', (exception, reason, meaning) => {
    expect(meaningOf(exception, reason)).toBe(meaning);
  });
});

import type { SendRefusal } from './refusal-reason';

/**
 * What an error of `SendTextMessage` means: the request is refused for that reason, or the message is put into the
 * overflow queue. `METRIC_OF_REFUSAL` has the alarm of a reason, and the runbook a heading with the alarm's name.
 */
export type SendErrorMeaning = SendRefusal | 'queue';

/**
 * What the errors of `SendTextMessage` mean, by exception and `Reason` (AWS End User Messaging SMS and Voice API
 * reference). The reference does not say which operation gives which reason, so these are those whose names fit it. A
 * test compares them, and those in `NOT_FOR_SENDING`, with the enums of the SDK.
 */
export const SEND_ERRORS = {
  AccessDeniedException: {
    ACCOUNT_DISABLED: 'account-disabled',
    INSUFFICIENT_ACCOUNT_REPUTATION: 'account-disabled',
  },
  ConflictException: {
    DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION: 'country-blocked',
    DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE: 'number-blocked',
    DESTINATION_PHONE_NUMBER_NOT_VERIFIED: 'not-verified',
    DESTINATION_PHONE_NUMBER_OPTED_OUT: 'opted-out',
    MESSAGE_TYPE_MISMATCH: 'no-sender',
    NO_ORIGINATION_IDENTITIES_FOUND: 'no-sender',
    NUMBER_CAPABILITIES_MISMATCH: 'no-sender',
    RESOURCE_NOT_ACTIVE: 'no-sender',
  },
  ServiceQuotaExceededException: {
    MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT: 'spend-limit',
  },
  ValidationException: {
    CANNOT_PARSE: 'send-refused',
    COUNTRY_NOT_ENABLED: 'country-blocked',
    DESTINATION_COUNTRY_BLOCKED: 'country-blocked',
    FIELD_VALIDATION_FAILED: 'send-refused',
    INTERNATIONAL_SENDING_NOT_SUPPORTED: 'no-sender',
    INVALID_ARN: 'no-sender',
    INVALID_IDENTITY_FOR_DESTINATION_COUNTRY: 'no-sender',
    INVALID_PARAMETER: 'send-refused',
    INVALID_REQUEST: 'send-refused',
    MAXIMUM_SIZE_EXCEEDED: 'send-refused',
    MISSING_PARAMETER: 'send-refused',
    OTHER: 'send-refused',
    PARAMETERS_CANNOT_BE_USED_TOGETHER: 'send-refused',
    PRICE_OVER_THRESHOLD: 'price-over-limit',
    RESOURCE_NOT_ACCESSIBLE: 'no-sender',
    SENDER_ID_NOT_REGISTERED: 'no-sender',
    SENDER_ID_NOT_SUPPORTED: 'no-sender',
    SENDER_ID_REQUIRES_REGISTRATION: 'no-sender',
    UNKNOWN_OPERATION: 'send-refused',
    UNSPECIFIED_PARAMETER_NOT_SUPPORTED: 'send-refused',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, SendErrorMeaning>>>>;

/**
 * What the exceptions mean that have no reason. `AccessDeniedException` is then a policy that does not allow the call
 * (yet): while a deploy switches to this API, the function may run before its new permission has reached all of IAM.
 */
export const SEND_ERRORS_WITHOUT_REASON = {
  AccessDeniedException: 'queue',
  InternalServerException: 'queue',
  // Of a pool, a number, a sender ID, a configuration set or a protect configuration: the configuration names it.
  ResourceNotFoundException: 'no-sender',
  ThrottlingException: 'queue',
} as const satisfies Readonly<Record<string, SendErrorMeaning>>;

/**
 * The meaning of an error: of its exception and reason, or of its exception if there is no reason. `undefined` for what
 * is in neither table.
 */
export function meaningOf(exception: string, reason: string | undefined): SendErrorMeaning | undefined {
  const table: Readonly<Record<string, SendErrorMeaning>> =
    reason === undefined ? SEND_ERRORS_WITHOUT_REASON : (reasonsOf(exception) ?? {});
  const key = reason ?? exception;
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function reasonsOf(exception: string): Readonly<Record<string, SendErrorMeaning>> | undefined {
  return Object.hasOwn(SEND_ERRORS, exception) ? SEND_ERRORS[exception as keyof typeof SEND_ERRORS] : undefined;
}

import type { SmsConnector } from '../../commands/logto/management-api';

/** Every secret in the configurations below. */
export const VENDOR_SECRETS = [
  'twilio-account-sid',
  'twilio-auth-token',
  'twilio-pool-sid',
  'vonage-api-key',
  'vonage-api-secret',
  'aliyun-key-id',
  'aliyun-key-secret',
  'SMS_1234',
  'whatsapp-access-token',
  'whatsapp-number-id',
] as const;

/** The texts of a connector, as `templates` of its configuration. */
export function templates(texts: Readonly<Record<string, string>>): object[] {
  return Object.entries(texts).map(([usageType, content]) => ({ usageType, content }));
}

function connector(
  connectorId: string,
  name: string,
  config: Record<string, unknown>,
): SmsConnector & { type: string } {
  return { id: `c-${connectorId}`, connectorId, type: 'Sms', name, config, settings: {}, isDemo: false };
}

/** Texts for the four types that Logto requires. */
export const FOUR = {
  SignIn: 'Use {{code}} to sign in to Acme.',
  Register: 'Use {{code}} to join Acme.',
  ForgotPassword: 'Use {{code}} to reset your password.',
  Generic: 'Your code: {{ code }}',
};

/** Twilio's connector: its sender is a pool. */
export function twilio(texts: Readonly<Record<string, string>> = FOUR) {
  return connector('twilio-short-message-service', 'Twilio SMS Service', {
    accountSID: 'twilio-account-sid',
    authToken: 'twilio-auth-token',
    fromMessagingServiceSID: 'twilio-pool-sid',
    templates: templates(texts),
  });
}

/** Vonage's connector. @param brandName its sender */
export function vonage(brandName: string, texts: Readonly<Record<string, string>> = FOUR) {
  return connector('vonage-sms', 'Vonage SMS Service', {
    apiKey: 'vonage-api-key',
    apiSecret: 'vonage-api-secret',
    brandName,
    templates: templates(texts),
  });
}

/** The connector for WhatsApp: its texts are stored at the vendor, and it has another key for their names than Aliyun. */
export function whatsApp() {
  return connector('whatsapp', 'WhatsApp', {
    accessToken: 'whatsapp-access-token',
    phoneNumberId: 'whatsapp-number-id',
    templates: Object.keys(FOUR).map((usageType) => ({ usageType, templateName: 'otp', language: 'en' })),
  });
}

/** Aliyun's connector: its texts are stored at the vendor. */
export function aliyun() {
  return connector('aliyun-short-message-service', 'Aliyun SMS Service', {
    accessKeyId: 'aliyun-key-id',
    accessKeySecret: 'aliyun-key-secret',
    signName: 'Acme',
    templates: Object.keys(FOUR).map((usageType) => ({ usageType, type: 2, templateCode: 'SMS_1234' })),
  });
}

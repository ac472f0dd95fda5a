/** A vendor whose connector people switch from. */
export interface Vendor {
  /** Its column in docs/switching.md. */
  readonly title: string;
  /** The npm package of its connector. */
  readonly name: string;
  /** The connector's configuration without its templates. Each value that begins with `secret` must never be seen. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The field of its request that has the text. @default Logto sends it the id of a template */
  readonly textField?: string;
  /** The sender that is imported. @default none */
  readonly sender?: Readonly<Record<string, string>>;
}

/** The vendors of docs/switching.md, with the fields that their guards require (`types.ts` of each connector). */
export const VENDORS: readonly Vendor[] = [
  {
    title: 'Twilio',
    name: '@logto/connector-twilio-sms',
    config: { accountSID: 'secret-sid', authToken: 'secret-token', fromMessagingServiceSID: 'secret-pool' },
    textField: 'Body',
  },
  {
    title: 'Vonage',
    name: '@logto/connector-vonage-sms',
    config: { apiKey: 'secret-key', apiSecret: 'secret-of-key', brandName: 'AcmeSMS' },
    textField: 'text',
    sender: { senderId: 'AcmeSMS' },
  },
  {
    title: 'GatewayAPI',
    name: '@logto/connector-gatewayapi-sms',
    config: { endpoint: 'https://gatewayapi.com/rest/mtsms', apiToken: 'secret-token', sender: '12015550123' },
    textField: 'message',
    sender: { originationNumber: '12015550123' },
  },
  {
    title: 'SMS Aero',
    name: '@logto/connector-smsaero',
    config: { email: 'secret@example.com', apiKey: 'secret-key', senderName: 'SMS Aero' },
    textField: 'text',
  },
  {
    title: 'Aliyun',
    name: '@logto/connector-aliyun-sms',
    config: { accessKeyId: 'secret-id', accessKeySecret: 'secret-of-key', signName: 'Acme' },
  },
  {
    title: 'Tencent',
    name: '@logto/connector-tencent-sms',
    config: {
      accessKeyId: 'secret-id',
      accessKeySecret: 'secret-of-key',
      signName: 'Acme',
      sdkAppId: 'secret-app',
      region: 'ap-guangzhou',
    },
  },
];

import type { Agent } from 'node:https';
import { HandshakeAgent } from './handshake-agent';

/** How long an AWS client waits, and how often it tries. */
export interface Timeouts {
  /** How many attempts it makes in all, at least 1. */
  readonly attempts: number;
  /** How long an attempt waits for a connection, in milliseconds. */
  readonly connectMs: number;
  /** How long an attempt waits for the answer, in milliseconds. */
  readonly attemptMs: number;
}

/** The services, as the SDK's environment variables name them. */
export type Service = 'SNS' | 'PINPOINT_SMS_VOICE_V2' | 'SECRETS_MANAGER' | 'DYNAMODB' | 'SQS';

/**
 * The settings of an AWS client. They include everything that the SDK would otherwise look up at the first request: for
 * each missing setting it looks into the environment, then reads and parses two files in `~/.aws`, which Lambda never
 * has.
 *
 * @param agent keeps the client's connections
 */
export function clientSettings(service: Service, { attempts, connectMs, attemptMs }: Timeouts, agent: Agent) {
  const { AWS_REGION, AWS_ENDPOINT_URL, [`AWS_ENDPOINT_URL_${service}`]: endpoint = AWS_ENDPOINT_URL } = process.env;
  return {
    // Lambda sets it. If it is missing elsewhere, the SDK looks for it.
    ...(AWS_REGION !== undefined && { region: AWS_REGION }),
    // Emulators and tests set it. Otherwise the SDK must use the Region's endpoint, and not read files to find another.
    ...(endpoint === undefined ? { ignoreConfiguredEndpointUrls: true } : { endpoint }),
    // A person waits behind each of our calls, so we decide how often to retry.
    maxAttempts: attempts,
    requestHandler: {
      httpsAgent: agent,
      connectionTimeout: connectMs,
      requestTimeout: attemptMs,
      // Without this, the SDK only logs a warning when a request is too slow.
      throwOnRequestTimeout: true,
    },
    // The SDK's defaults. Each one that is set here saves a look into ~/.aws.
    retryMode: 'standard',
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    disableClockSkewCorrection: false,
    authSchemePreference: [] as string[],
    userAgentAppId: async () => undefined,
    // `cacheMiddleware` is not used: it saves 20 µs only for calls without an abort signal, and each of ours has one.
  };
}

/**
 * Makes an agent that keeps connections for later requests, since a new one costs two round trips and a handshake. The
 * newest connection is used first.
 */
export function keepAliveAgent(): Agent {
  return new HandshakeAgent({ keepAlive: true, maxSockets: 50, scheduling: 'lifo' });
}

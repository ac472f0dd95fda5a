import { Agent } from 'node:https';

/** How long a client of the SDK waits, and how often it tries. */
export interface Timeouts {
  /** Attempts in all, from 1. */
  readonly attempts: number;
  /** For a connection, of an attempt, in milliseconds. */
  readonly connectMs: number;
  /** For an attempt, in milliseconds. */
  readonly attemptMs: number;
}

/** The names by which the SDK's environment variables know the services. */
export type Service = 'SNS' | 'SECRETS_MANAGER' | 'DYNAMODB' | 'SQS';

/**
 * The settings of an AWS client, all that the SDK would else find out at the first request: for each that is missing it
 * looks into the environment, then reads and parses two files in `~/.aws` that no Lambda has.
 *
 * @param agent keeps the client's connections
 */
export function clientSettings(service: Service, { attempts, connectMs, attemptMs }: Timeouts, agent: Agent) {
  const { AWS_REGION, AWS_ENDPOINT_URL, [`AWS_ENDPOINT_URL_${service}`]: own = AWS_ENDPOINT_URL } = process.env;
  return {
    // Named by Lambda; unnamed (outside of it) the SDK looks for it.
    ...(AWS_REGION !== undefined && { region: AWS_REGION }),
    // An emulator's or a test's. Without one the SDK works out the region's own, and must not read files for another.
    ...(own === undefined ? { ignoreConfiguredEndpointUrls: true } : { endpoint: own }),
    // Every call of ours is behind a person who waits: what may be tried again is our decision, and bounded.
    maxAttempts: attempts,
    requestHandler: {
      httpsAgent: agent,
      connectionTimeout: connectMs,
      requestTimeout: attemptMs,
      // Else it would only warn of a request that takes too long.
      throwOnRequestTimeout: true,
    },
    // The SDK's own defaults. Saying so saves a look into ~/.aws each.
    retryMode: 'standard',
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    disableClockSkewCorrection: false,
    authSchemePreference: [] as string[],
    userAgentAppId: async () => undefined,
    // Not `cacheMiddleware`: it saves 20 µs a call, but only for calls without an abort signal, and each of ours has one.
  };
}

/** A connection costs two round trips and a handshake: it is kept for the next request, which takes the newest first. */
export function keepAliveAgent(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 50, scheduling: 'lifo' });
}

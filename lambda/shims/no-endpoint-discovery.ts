/**
 * Replaces `@aws-sdk/middleware-endpoint-discovery` in the bundle, and the cache and lists that it imports. The
 * DynamoDB client resolves this configuration at every start, but none of its commands uses it. If a command ever does,
 * it imports something that is missing here, and the bundle does not build.
 */
export function resolveEndpointDiscoveryConfig<Config>(config: Config): Config {
  return config;
}

/** Tells the client that endpoint discovery is configured nowhere. */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => false,
  configFileSelector: () => false,
  default: false,
};

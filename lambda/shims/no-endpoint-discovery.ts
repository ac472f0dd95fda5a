/**
 * Takes the place of `@aws-sdk/middleware-endpoint-discovery` in the bundle, with the cache and the lists that it brings
 * along. DynamoDB's client resolves its configuration at every start, and none of its commands ever uses it. Should one
 * come to, it would import what is not here, and the bundle would not build.
 */
export function resolveEndpointDiscoveryConfig<Config>(config: Config): Config {
  return config;
}

/** Where the client would look whether to discover endpoints: nowhere. */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => false,
  configFileSelector: () => false,
  default: false,
};

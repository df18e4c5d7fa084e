// Stands in the bundles for `@aws-sdk/middleware-endpoint-discovery`, see `lib/bundling.ts`. None of the calls
// made here discovers endpoints (DynamoDB's own are regional), yet the client would load the cache for them and
// fill it with room for a thousand at every cold start.

/** The client's configuration as it came: discovery is not configured. */
export function resolveEndpointDiscoveryConfig<T>(configuration: T): T {
  return configuration;
}

export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => undefined,
  configFileSelector: () => undefined,
  default: false,
};

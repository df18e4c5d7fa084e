// Replaces `@aws-sdk/middleware-endpoint-discovery` in the bundles, see `lib/bundling.ts`. No call here uses endpoint
// discovery (DynamoDB endpoints are regional), but the client would load a cache for a thousand endpoints at every
// cold start.

/** Returns the configuration unchanged. */
export function resolveEndpointDiscoveryConfig<T>(configuration: T): T {
  return configuration;
}

export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => undefined,
  configFileSelector: () => undefined,
  default: false,
};

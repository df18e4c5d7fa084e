// Where a service is: what the environment names, or its address in a region. The variables are those of the AWS SDKs.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html

export type Service = 'dynamodb' | 'sqs' | 's3' | 'lambda' | 'secretsmanager';

type Environment = Readonly<Record<string, string | undefined>>;

/** The endpoint that replaces the one of AWS; undefined when none is set. */
export function replacedEndpoint(
  service: Service,
  environment: Environment = process.env,
): string | undefined {
  if (isOn(environment['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'])) return undefined;
  const name = service === 'secretsmanager' ? 'SECRETS_MANAGER' : service.toUpperCase();
  const own = environment[`AWS_ENDPOINT_URL_${name}`];
  return own || environment['AWS_ENDPOINT_URL'] || undefined;
}

export function originOf(service: Service, region: string, environment: Environment = process.env): URL {
  return new URL(replacedEndpoint(service, environment) ?? `https://${hostOf(service, region, environment)}`);
}

/** The host of AWS. */
export function hostOf(service: Service, region: string, environment: Environment = process.env): string {
  const dualStack = isOn(environment['AWS_USE_DUALSTACK_ENDPOINT']);
  const [, domain = 'amazonaws.com', dualStackDomain = 'api.aws'] =
    PARTITIONS.find(([regions]) => regions.test(region)) ?? [];
  // The usual endpoints of these two are FIPS endpoints in the regions of the US government.
  const isFips = /^us-gov-/.test(region) && (service === 'dynamodb' || service === 'sqs') && !dualStack;
  const name = isOn(environment['AWS_USE_FIPS_ENDPOINT']) && !isFips ? `${service}-fips` : service;
  if (service === 's3') return `${name}${dualStack ? '.dualstack' : ''}.${region}.${domain}`;
  return `${name}.${region}.${dualStack ? dualStackDomain : domain}`;
}

/** The partitions whose domains are not the usual ones. */
const PARTITIONS: readonly (readonly [regions: RegExp, domain: string, dualStackDomain: string])[] = [
  [/^cn-/, 'amazonaws.com.cn', 'api.amazonwebservices.com.cn'],
  [/^eusc-/, 'amazonaws.eu', 'api.amazonwebservices.eu'],
];

const isOn = (value: string | undefined) => value?.toLowerCase() === 'true';

// Services of AWS that only `acuse doctor` asks, by their query protocol: one signed POST, an answer in XML. So the
// command line needs no further SDK.
// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
import { Lambda } from '@aws-sdk/client-lambda';
import { encodeQuery, sha256Hex, signer } from '../functions/runtime/aws/signed/signature-v4.ts';

export type QueryService = 'cloudwatch' | 'sns';

/** The name in addresses and signatures. */
const NAMES: Record<QueryService, string> = { cloudwatch: 'monitoring', sns: 'sns' };

/** By name; a refusal has the name of AWS, as the SDK's errors have. */
export async function queryAws(
  service: QueryService,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  // Any client of the SDK finds region and credentials in the same way.
  const { config } = new Lambda();
  const [region, credentials] = await Promise.all([config.region(), config.credentials()]);
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const origin = originOf(service, region);
  const body = encodeQuery(parameters);
  const headers = signer(NAMES[service], region)(
    {
      method: 'POST',
      path: '/',
      headers: { host: origin.host, 'content-type': 'application/x-www-form-urlencoded' },
      bodyDigest: sha256Hex(body),
    },
    { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
    Date.now(),
  );
  const { host: _, ...sent } = headers;
  const response = await fetch(origin, {
    method: 'POST',
    headers: sent,
    body,
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  if (response.ok) return text;
  const [code = `status ${response.status}`] = elements(text, 'Code');
  throw Object.assign(new Error(`${service} refused ${parameters['Action']}`), { name: code });
}

function originOf(service: QueryService, region: string): URL {
  const given = process.env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? process.env['AWS_ENDPOINT_URL'];
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return new URL(given ?? `https://${NAMES[service]}.${region}.${domain}`);
}

/** The texts of all elements with this name. Of what XML escapes, names and states can hold `&`, `<` and `>`. */
export const elements = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text = '']) =>
    text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
  );

// Posts a webhook to the real URL of a source, with the verification that its settings need.

import type { Job } from '../functions/core/delivery/job.ts';
import type { Keys } from '../functions/core/key/keys.ts';
import { headerDigest } from '../functions/core/source/header-digest.ts';
import { chatwootSignature } from '../functions/core/source/sender-verification.ts';
import type { Source } from '../functions/core/source/source.ts';
import { sourceToken, sourceUrl } from '../functions/core/source/source-url.ts';
import { readDelivery } from '../functions/ingest/read-delivery.ts';
import { CommandError, type Input } from './command.ts';
import type { Deployment } from './deployment.ts';

export interface Posted {
  readonly atMs: number;
  readonly ackMs: number;
  /** The delivery as ingest reads it, once its id is known. */
  jobOf(deliveryId: string): Job | undefined;
}

export async function postSample(
  source: Source,
  body: string,
  input: Pick<Input, 'secret'>,
  { baseUrl, keys }: Deployment,
): Promise<Posted> {
  const atMs = Date.now();
  const headers = {
    'content-type': 'application/json',
    ...(await secretHeader(source, input, keys)),
    ...signatureHeaders(source, body, atMs),
  };
  const response = await fetch(sourceUrl(baseUrl, keys, source), { method: 'POST', headers, body }).catch(
    (cause) => {
      throw new CommandError(`No answer from ${baseUrl}. Check the network, and that Acuse runs there.`, {
        cause,
      });
    },
  );
  await response.arrayBuffer();
  const ackMs = Date.now() - atMs;
  if (response.status !== 200)
    throw new CommandError(
      `The answer to the webhook is ${response.status}, after ${ackMs} ms. ${REFUSED[response.status] ?? OTHERWISE}`,
    );
  const request = {
    method: 'POST',
    sourceId: source.id,
    token: sourceToken(keys, source),
    headers: lowerCased(headers),
    receivedAtMs: atMs,
    body: Buffer.from(body),
  };
  return {
    atMs,
    ackMs,
    jobOf(deliveryId) {
      const reading = readDelivery(request, { keys, sources: [source], newId: () => deliveryId });
      return reading.kind === 'delivery' ? reading.delivery.job : undefined;
    },
  };
}

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const OTHERWISE = 'Read the log of the ingest function.';
const REFUSED: Record<number, string> = {
  400: 'The body is not JSON.',
  401: 'A change of the source needs up to 60 s: wait and try again. If the answer is still 401, the functions may have an old key: npx acuse key status says whether it was rotated. Then deploy with npx cdk deploy -c keyRevision=<any new text>.',
  404: 'A new source is active after some seconds: try again. If the answer is still 404, check that the deployment is complete.',
  503: 'Neither the queue nor the table accepted the delivery: read the log of the ingest function.',
};

async function secretHeader(
  { header }: Source,
  { secret }: Pick<Input, 'secret'>,
  keys: Keys,
): Promise<Record<string, string>> {
  if (!header) return {};
  const value = await secret(`Value of the header ${header.name}`);
  if (headerDigest(keys, header.name, value) === header.digest) return { [header.name]: value };
  throw new CommandError(`This is not the value of ${header.name} in the settings of the source.`);
}

function signatureHeaders({ signature }: Source, body: string, atMs: number): Record<string, string> {
  const [signingSecret] = signature?.secrets ?? [];
  if (!signature || signingSecret === undefined) return {};
  const timestamp = String(Math.floor(atMs / 1000));
  return {
    [`${signature.prefix}-Timestamp`]: timestamp,
    [`${signature.prefix}-Signature`]: chatwootSignature(signingSecret, timestamp, Buffer.from(body)),
  };
}

// Asks the endpoint of a processor whether it is there and knows our signature: a signed event that nobody waits for, of
// a type that is documented for this (docs/writing-a-processor.md).
import { randomUUID } from 'node:crypto';
import type { Keys } from '../../functions/core/key/keys.ts';
import type { Source } from '../../functions/core/source/source.ts';
import { cloudEvent } from '../../functions/processors/cloud-event.ts';
import { signedEvent } from '../../functions/processors/http/standard-webhooks.ts';
import { processorSecrets } from '../../functions/processors/signing-secret.ts';
import { NoAnswerError, post } from '../../functions/runtime/http/client.ts';

export const PING_TYPE = 'acuse.test';

export interface ProcessorPing {
  readonly source: string;
  /** Without path and query, which may hold a secret. */
  readonly host: string;
  /** A status, or the code of an error. */
  readonly answer: number | string;
}

const TIMEOUT_MS = 10_000;

export async function pingProcessor(source: Source, url: string, keys: Keys): Promise<ProcessorPing> {
  const origin = new URL(url);
  const about = { source: source.id, host: origin.host };
  const id = `${PING_TYPE}-${randomUUID()}`;
  const atMs = Date.now();
  const body = cloudEvent(
    {
      v: 1,
      deliveryId: id,
      eventId: id,
      source: source.id,
      platform: source.platform,
      receivedAtMs: atMs,
      conversation: PING_TYPE,
      type: PING_TYPE,
      direction: 'none',
      author: 'system',
      private: false,
      noise: false,
      body: { in: 'job', text: '{}' },
    },
    '{}',
  );
  try {
    const { status } = await post({
      ...signedEvent(origin, { id, atMs, body }, processorSecrets(keys, source)),
      timeoutMs: TIMEOUT_MS,
    });
    return { ...about, answer: status };
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    return { ...about, answer: error.code };
  }
}

// The cost of "check a webhook, send it to SQS" without the clients of the SDK: the same signature, with the signer of
// the SDK and `node:https`. No endpoint resolution, no retries.
import { Sha256Node } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import * as v from 'valibot';
import { post } from '../../functions/runtime/http/client.ts';

const origin = new URL(String(process.env['BENCH_STUB']));
const TIMEOUT_MS = 5000;

const signer = new SignatureV4({
  service: 'sqs',
  region: String(process.env['AWS_REGION']),
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  sha256: Sha256Node,
});

const webhook = v.looseObject({ session_id: v.string(), question: v.looseObject({ text: v.string() }) });

export async function handler({ body: text }: { body: string }): Promise<{ statusCode: number }> {
  const { session_id } = v.parse(webhook, JSON.parse(text));
  const job = { MessageBody: text, MessageGroupId: session_id, MessageDeduplicationId: session_id };
  const body = JSON.stringify({ QueueUrl: `${origin}000000000000/events.fifo`, ...job });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: origin.protocol,
    hostname: origin.hostname,
    path: '/',
    headers: {
      host: origin.host,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AmazonSQS.SendMessage',
    },
    body,
  });
  const { status } = await post({ origin, path: '/', body, headers, timeoutMs: TIMEOUT_MS });
  return { statusCode: status };
}

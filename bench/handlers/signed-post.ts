// The floor: "check a webhook, send it to SQS" by one request that is signed by hand, with `node:https` and the validator, and
// nothing of the product. No endpoints, no tries, no time limits.
import { hash } from 'node:crypto';
import { Agent, request } from 'node:https';
import * as v from 'valibot';
import { signer } from '../../functions/runtime/aws/signed/signature-v4.ts';

const { host, hostname, port } = new URL(String(process.env['BENCH_STUB']));
const agent = new Agent({ keepAlive: true });
const sign = signer('sqs', String(process.env['AWS_REGION']));
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

const webhook = v.looseObject({ session_id: v.string(), question: v.looseObject({ text: v.string() }) });

export function handler({ body: text }: { body: string }): Promise<{ statusCode: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ statusCode: number }>();
  const { session_id } = v.parse(webhook, JSON.parse(text));
  const job = { MessageBody: text, MessageGroupId: session_id, MessageDeduplicationId: session_id };
  const body = JSON.stringify({ QueueUrl: `https://${host}/000000000000/events.fifo`, ...job });
  const target = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' };
  const headers = sign(
    { method: 'POST', path: '/', headers: { host, ...target }, bodyDigest: hash('sha256', body) },
    credentials,
    Date.now(),
  );
  headers['content-length'] = String(Buffer.byteLength(body));
  const posted = request({ hostname, port, path: '/', method: 'POST', agent, headers });
  posted.on('error', reject);
  posted.on('response', (response) => {
    response.on('end', () => resolve({ statusCode: response.statusCode ?? 0 }));
    response.resume();
  });
  posted.end(body);
  return promise;
}

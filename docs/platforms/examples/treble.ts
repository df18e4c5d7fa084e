// A processor for a waiting Treble source. Its answer becomes the conversation's variables.
// Run it with Node.js 24: ACUSE_SECRET=whsec_… node treble.ts
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';

const { ACUSE_SECRET = '', PORT = '3000' } = process.env;
if (ACUSE_SECRET === '') throw new Error('ACUSE_SECRET is not set: npx acuse source show treble');

/** The event that Acuse posts. `data` is Treble's body as it came; any field of it may be missing or null. */
interface TrebleEvent {
  type: string;
  data: { actual_response?: string | null };
}

/** Standard Webhooks: an HMAC over id, time and the received bytes, at most five minutes old. */
function isFromAcuse(headers: IncomingHttpHeaders, body: Buffer): boolean {
  const id = String(headers['webhook-id']);
  const timestamp = String(headers['webhook-timestamp']);
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) < 300)) return false;
  const key = Buffer.from(ACUSE_SECRET.replace(/^whsec_/, ''), 'base64');
  const right = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  return String(headers['webhook-signature'])
    .split(' ')
    .some((signature) => {
      const presented = Buffer.from(signature.replace(/^v1,/, ''), 'base64');
      return presented.length === right.length && timingSafeEqual(presented, right);
    });
}

/** Your work goes here. It may take as long as ProcessorTimeoutSeconds. */
async function work({ data }: TrebleEvent): Promise<Record<string, string>> {
  const answer = data.actual_response ?? '';
  return answer.trim() === ''
    ? { verdict: 'empty' }
    : { verdict: 'ok', answer_length: String(answer.length) };
}

createServer(async (request, response) => {
  const body = await buffer(request);
  if (!isFromAcuse(request.headers, body)) {
    response.writeHead(401).end();
    return;
  }
  try {
    const keys = await work(JSON.parse(body.toString()));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
  } catch (error) {
    // 500: Acuse tries again until the deadline. A 4xx would end the wait at once.
    console.error(error instanceof Error ? error.name : error);
    response.writeHead(500).end();
  }
}).listen(Number(PORT));

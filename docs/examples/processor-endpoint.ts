// A processor as an endpoint of your own. It verifies the signature. It answers short work at once and long work later.
// Run it with Node.js 24: ACUSE_SECRET=whsec_… node processor-endpoint.ts
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';

const { ACUSE_SECRET = '', PORT = '3000' } = process.env;
if (ACUSE_SECRET === '') throw new Error('ACUSE_SECRET is not set: npx acuse source show treble');

/** The event. `data` is the platform's own JSON; any field of it may be missing or null. */
interface Event {
  id: string;
  type: string;
  /** Where to post a later answer, and until when. Only for a conversation that waits. */
  resumeurl?: string;
  deadline?: string;
  data: { actual_response?: string | null };
}

/**
 * Standard Webhooks: an HMAC over id, time and the received bytes, at most five minutes old. During a rotation of the
 * secret there are two signatures; one valid signature is enough.
 */
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

/** The same event may come again, after a time-out or a crash. In production, use a table. */
const begun = new Set<string>();

/** Your long work, by a model, a person or another company. It posts the result at its end. */
async function workAndAnswer({ resumeurl, data }: Event): Promise<void> {
  const keys = { verdict: (data.actual_response ?? '') === '' ? 'empty' : 'ok' };
  // 200: this result or an earlier one decided. 410: too late, the conversation has gone on. Else: try again.
  await fetch(String(resumeurl), { method: 'POST', body: JSON.stringify({ keys }) });
}

createServer(async (request, response) => {
  const body = await buffer(request);
  if (!isFromAcuse(request.headers, body)) {
    response.writeHead(401).end();
    return;
  }
  const event: Event = JSON.parse(body.toString());
  if (event.resumeurl === undefined) {
    // No later answer is possible: answer now.
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ keys: { seen: event.type } }));
    return;
  }
  response.writeHead(202).end();
  if (begun.has(event.id)) return;
  begun.add(event.id);
  workAndAnswer(event).catch((error) => {
    begun.delete(event.id);
    console.error(error instanceof Error ? error.name : error);
  });
}).listen(Number(PORT));

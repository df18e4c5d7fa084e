// A processor that answers customers through the API of Trino AI, which is Chatwoot's.
// Run it with Node.js 24: ACUSE_SECRET=whsec_… TRINO_URL=https://… TRINO_ACCESS_TOKEN=… node trino.ts
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';

const { ACUSE_SECRET = '', TRINO_URL = '', TRINO_ACCESS_TOKEN = '', PORT = '3000' } = process.env;
if (ACUSE_SECRET === '') throw new Error('ACUSE_SECRET is not set: npx acuse source show trino');

/** The event that Acuse posts. `data` is Trino's body as it came; any field of it may be missing or null. */
interface TrinoEvent {
  id: string;
  type: string;
  author: string;
  data: {
    account?: { id?: number | string };
    conversation?: { id?: number | string };
    content?: string | null;
  };
}

/** An event may come more than once, always with the same id. Keep this in a store if you run more than one. */
const answered = new Set<string>();

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

/** Your work goes here. */
async function answerTo(text: string): Promise<string> {
  return `You wrote: ${text}`;
}

/** The status for Acuse: 204 is done; 422 is never, so it is parked; 503 is not now, so Acuse tries again. */
async function work({ id, type, author, data }: TrinoEvent): Promise<number> {
  if (type !== 'trino.message_created' || author !== 'customer' || answered.has(id)) return 204;
  // The message is at the top level; conversation.messages may hold another one.
  const { account, conversation, content } = data;
  if (content == null || content === '') return 204;
  if (account?.id == null || conversation?.id == null) return 422;
  const path = `api/v1/accounts/${account.id}/conversations/${conversation.id}/messages`;
  const sent = await fetch(`${TRINO_URL}/${path}`, {
    method: 'POST',
    headers: { api_access_token: TRINO_ACCESS_TOKEN, 'content-type': 'application/json' },
    body: JSON.stringify({ content: await answerTo(content), message_type: 'outgoing', private: false }),
    signal: AbortSignal.timeout(10_000),
  });
  if (sent.ok) {
    answered.add(id);
    return 204;
  }
  return sent.status === 429 || sent.status >= 500 ? 503 : 422;
}

createServer(async (request, response) => {
  const body = await buffer(request);
  if (!isFromAcuse(request.headers, body)) {
    response.writeHead(401).end();
    return;
  }
  try {
    response.writeHead(await work(JSON.parse(body.toString()))).end();
  } catch (error) {
    console.error(error instanceof Error ? error.name : error);
    response.writeHead(503).end();
  }
}).listen(Number(PORT));

// A processor that answers customers through Botmaker's API.
// Run it with Node.js 24: ACUSE_SECRET=whsec_… BOTMAKER_ACCESS_TOKEN=… node botmaker.ts
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';

const { ACUSE_SECRET = '', BOTMAKER_ACCESS_TOKEN = '', PORT = '3000' } = process.env;
const { BOTMAKER_API = 'https://api.botmaker.com/v2.0' } = process.env;
if (ACUSE_SECRET === '') throw new Error('ACUSE_SECRET is not set: npx acuse source show botmaker');

/** The event that Acuse posts. `data` is Botmaker's body as it came; any field of it may be missing. */
interface BotmakerEvent {
  id: string;
  type: string;
  data: {
    chatChannelId?: string;
    customerId?: string;
    contactId?: string;
    messages?: { message?: string; from?: string; fromCustomer?: boolean }[];
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

/** By customerId, which needs no telephone. A number has no plus in the API; a WhatsApp user id (CO.…) stays as it is. */
function chatOf({ customerId, chatChannelId, contactId }: BotmakerEvent['data']): Record<string, unknown> {
  if (customerId) return { chatId: customerId };
  return { channelId: chatChannelId, contactId: contactId?.replace(/^\+(?=\d)/, '') };
}

/** The status for Acuse: 204 is done; 422 is never, so it is parked; 503 is not now, so Acuse tries again. */
async function work({ id, type, data }: BotmakerEvent): Promise<number> {
  if (type !== 'botmaker.message' || answered.has(id)) return 204;
  // One notification may hold several messages, also the bot's.
  const said = (data.messages ?? []).filter(({ from, fromCustomer }) => from === 'user' || fromCustomer);
  const text = said.flatMap(({ message }) => message ?? []).join('\n');
  if (text === '') return 204;
  const sent = await fetch(`${BOTMAKER_API}/chats-actions/send-messages`, {
    method: 'POST',
    headers: { 'access-token': BOTMAKER_ACCESS_TOKEN, 'content-type': 'application/json' },
    body: JSON.stringify({
      chat: chatOf(data),
      messages: [{ text: await answerTo(text) }],
    }),
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

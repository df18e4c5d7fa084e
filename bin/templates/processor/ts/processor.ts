// A processor for Acuse: an endpoint that checks who calls, does the work, and answers now or later. No dependencies.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** What Acuse posts. `data` is the platform's own JSON; any field of it may be missing or null. */
export interface AcuseEvent {
  /** The same each time that this event comes. */
  id: string;
  type: string;
  /** Where to post a later answer, and until when. Only for a conversation that waits. A secret. */
  resumeurl?: string;
  deadline?: string;
  data: { actual_response?: string | null };
}

/** The variables that the conversation goes on with. */
export type Keys = Record<string, string>;

/** Your work goes here. If it throws, Acuse tries again until the deadline. */
export async function work({ data }: AcuseEvent): Promise<Keys> {
  const answer = (data.actual_response ?? '').trim();
  return { verdict: answer === '' ? 'empty' : 'ok' };
}

/**
 * Standard Webhooks: an HMAC over id, time and the received bytes, at most five minutes old. During a rotation of the
 * secret there are two signatures: one that is right is enough.
 */
export function isFromAcuse(
  headers: IncomingHttpHeaders,
  body: Buffer,
  secret: string,
  nowMs = Date.now(),
): boolean {
  const id = String(headers['webhook-id']);
  const timestamp = String(headers['webhook-timestamp']);
  if (!/^\d+$/.test(timestamp) || Math.abs(nowMs / 1000 - Number(timestamp)) > 300) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const right = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  return String(headers['webhook-signature'])
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice('v1,'.length), 'base64'))
    .some((given) => given.length === right.length && timingSafeEqual(given, right));
}

export interface Settings {
  /** `whsec_…` of `acuse source show`. */
  secret: string;
  /** Answer 202 at once and post the result afterwards: for work that takes longer than a minute. */
  later?: boolean;
  work?: (event: AcuseEvent) => Promise<Keys>;
}

export function createProcessor({ secret, later = false, work: doWork = work }: Settings): Server {
  /** Events whose work has begun: the same one may come again. In production, use a table. */
  const begun = new Set<string>();

  async function workAndPost(event: AcuseEvent, resumeurl: string): Promise<void> {
    if (begun.has(event.id)) return;
    begun.add(event.id);
    try {
      await postResult(resumeurl, await doWork(event));
    } catch (error) {
      begun.delete(event.id);
      console.error(`The work failed, so the conversation goes on at its deadline: ${nameOf(error)}`);
    }
  }

  return createServer(async (request, response) => {
    const body = await buffer(request);
    if (request.method !== 'POST') return void response.writeHead(405).end();
    if (!isFromAcuse(request.headers, body, secret)) return void response.writeHead(401).end();
    const event: AcuseEvent = JSON.parse(body.toString());
    if (later && event.resumeurl !== undefined) {
      response.writeHead(202).end();
      return void workAndPost(event, event.resumeurl);
    }
    try {
      const keys = await doWork(event);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
    } catch (error) {
      // 500: Acuse tries again. Answer 422 to what can never work.
      console.error(`The work failed: ${nameOf(error)}`);
      response.writeHead(500).end();
    }
  });
}

/** Tries again after 429, 5xx and without an answer. 410: the conversation has gone on without this result. */
async function postResult(resumeurl: string, keys: Keys): Promise<void> {
  for (const pauseMs of [1_000, 5_000, 15_000, 0]) {
    const status = await fetch(resumeurl, { method: 'POST', body: JSON.stringify({ keys }) }).then(
      (response) => response.status,
      () => 0,
    );
    if (status !== 0 && status !== 429 && status < 500) return;
    await sleep(pauseMs);
  }
  throw new Error('NotPosted');
}

/** A message may hold what a customer wrote. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

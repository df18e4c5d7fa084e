// Serves the console on this machine: the page is what the dashboard's custom widget would show, drawn by the very
// function that the dashboard would call; its forms become orders for the operate function. Other sites that the
// user has open must neither see it nor press its buttons.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import { commandOfFields } from '../functions/core/command/command-form.ts';
import { isOwnForm, sendJson } from './loopback.ts';
import { splitTarget } from './services/http-api/http-event.ts';
import type { InvocationResult } from './services/lambda/environment.ts';

export const CONSOLE_PATH = '/.acuse/console';
const OPERATE_PATH = '/.acuse/operate';

export interface ConsolePorts {
  /** As a dashboard would call it; undefined where the template has no such widget. */
  readonly draw: ((event: object) => Promise<InvocationResult>) | undefined;
  /** Undefined where nobody takes orders. */
  readonly operate: ((order: object) => Promise<InvocationResult>) | undefined;
}

export interface LocalConsole {
  /** False for a path that is not the console's. The request is known to be this machine's own. */
  answer(path: string, request: IncomingMessage, response: ServerResponse): boolean;
}

/** What became of an order is told by the page that follows it, and not for ever. */
const KEPT_RESULTS = 50;
const FORM_LIMIT_BYTES = 64 * 1024;

const resultSchema = v.object({ ok: v.boolean(), message: v.string() });
type Result = v.InferOutput<typeof resultSchema>;

/** The page needs nothing but its own style, and may be in nobody's frame. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  // With `no-referrer` a browser would send `Origin: null` with the page's own forms.
  'referrer-policy': 'same-origin',
};

export function createConsole({ draw, operate }: ConsolePorts): LocalConsole {
  const results = new Map<string, Result>();

  async function showPage(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!draw) return sendJson(response, 404, { message: 'The template has no console' });
    const query = new URLSearchParams(splitTarget(request.url ?? '/').query);
    const notice = results.get(query.get('result') ?? '');
    const drawn = await draw({
      surface: 'page',
      timeZone: query.get('tz') || 'UTC',
      ...(query.has('refresh') && { refreshSeconds: Number(query.get('refresh')) }),
      ...(notice && { notice }),
    });
    if (drawn.ok && typeof drawn.payload === 'string') {
      response.writeHead(200, HEADERS);
      return void response.end(drawn.payload);
    }
    sendJson(response, 502, { message: 'The console function failed; what it says is on stderr' });
  }

  async function takeOrder(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!operate) return sendJson(response, 404, { message: 'The template has nobody who takes orders' });
    if (!isOwnForm(request)) return sendJson(response, 403, { message: 'Only from the page itself' });
    const form = await formOf(request);
    if (!form) return sendJson(response, 400, { message: 'Not a form, or too long' });
    const asked = commandOfFields(Object.fromEntries(form));
    const result = asked.ok ? resultOf(await operate({ ...asked.order, by: 'console' })) : asked;
    const id = randomUUID();
    results.set(id, result);
    const [oldest] = results.keys();
    if (results.size > KEPT_RESULTS && oldest !== undefined) results.delete(oldest);
    const zone = new URLSearchParams(splitTarget(request.url ?? '/').query).get('tz');
    const query = new URLSearchParams({ ...(zone && { tz: zone }), result: id });
    // To the page again, so that reloading it gives no order twice.
    response.writeHead(303, { location: `${CONSOLE_PATH}?${query}`, 'cache-control': 'no-store' }).end();
  }

  return {
    answer(path, request, response) {
      const [method, answerIt] =
        path === CONSOLE_PATH ? ['GET', showPage] : path === OPERATE_PATH ? ['POST', takeOrder] : [];
      if (!answerIt) return false;
      if (request.method === method) void answerIt(request, response);
      else sendJson(response, 405, { message: `Only by ${method}` }, { allow: method });
      return true;
    },
  };
}

function resultOf(invoked: InvocationResult): Result {
  const parsed = invoked.ok ? v.safeParse(resultSchema, invoked.payload) : undefined;
  if (parsed?.success) return parsed.output;
  return { ok: false, message: 'The operate function failed; what it says is on stderr.' };
}

/** Undefined for what is no form, is too long, or breaks off. */
async function formOf(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const [type] = (request.headers['content-type'] ?? '').split(';');
  if (type?.trim().toLowerCase() !== 'application/x-www-form-urlencoded') return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request) {
      length += chunk.length;
      if (length <= FORM_LIMIT_BYTES) chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return length > FORM_LIMIT_BYTES ? undefined : new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

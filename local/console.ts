// Serves the console on this machine. The page is drawn by the function that draws the dashboard's custom widget; its
// forms become commands for the operate function. Other sites in the user's browser must not read the page and must
// not send its forms.
import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import { SCRIPT } from '../functions/console/script.ts';
import { commandOfFields } from '../functions/core/command/command-form.ts';
import { choicesOf, rememberedChoices } from './console-choices.ts';
import { isLocalForm, sendJson } from './loopback.ts';
import { readBody, splitTarget } from './request.ts';
import type { InvocationResult } from './services/lambda/environment.ts';

export const CONSOLE_PATH = '/.acuse/console';
const OPERATE_PATH = '/.acuse/operate';

export interface ConsolePorts {
  /** Invokes the function of the widget; undefined for a template without a widget. */
  readonly draw: ((event: object) => Promise<InvocationResult>) | undefined;
  /** Invokes the operate function; undefined for a template without one. */
  readonly operate: ((command: object) => Promise<InvocationResult>) | undefined;
}

export interface LocalConsole {
  /** False for a path of others. The caller has checked that the request comes from this machine. */
  answer(path: string, request: IncomingMessage, response: ServerResponse): boolean;
}

/** The page after a command shows its result. Only the last results are kept. */
const KEPT_RESULTS = 50;
const FORM_LIMIT_BYTES = 64 * 1024;

const resultSchema = v.object({ ok: v.boolean(), message: v.string() });
type Result = v.InferOutput<typeof resultSchema>;

/** With the action, where a command was sent. */
type Notice = Result & { readonly action?: string };

/** The page uses only its own style and its one script, and no other site may show it in a frame. */
const SCRIPT_DIGEST = createHash('sha256').update(SCRIPT).digest('base64');
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; script-src 'sha256-${SCRIPT_DIGEST}'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  // With `no-referrer` a browser sends `Origin: null` with the page's own forms.
  'referrer-policy': 'same-origin',
};

export function createConsole({ draw, operate }: ConsolePorts): LocalConsole {
  const results = new Map<string, Notice>();

  async function showPage(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!draw) return sendJson(response, 404, { message: 'The template has no console' });
    const query = new URLSearchParams(splitTarget(request.url ?? '/').query);
    const notice = results.get(query.get('result') ?? '');
    const drawn = await draw({
      surface: 'page',
      ...choicesOf(query, request.headers),
      ...(notice && { notice }),
    });
    if (drawn.ok && typeof drawn.payload === 'string') {
      response.writeHead(200, { ...HEADERS, 'set-cookie': rememberedChoices(query) });
      return void response.end(drawn.payload);
    }
    sendJson(response, 502, { message: 'The console function failed; stderr shows its output' });
  }

  async function takeCommand(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!operate) return sendJson(response, 404, { message: 'The template has no operate function' });
    if (!isLocalForm(request))
      return sendJson(response, 403, { message: 'Only for forms of the console page' });
    const form = await formOf(request);
    if (!form) return sendJson(response, 400, { message: 'Not a form, or too big' });
    const parsed = commandOfFields(Object.fromEntries(form));
    const result = parsed.ok ? resultOf(await operate({ ...parsed.command, by: 'console' })) : parsed;
    const id = randomUUID();
    results.set(id, { ...result, ...(parsed.ok && { action: parsed.command.action }) });
    const [oldest] = results.keys();
    if (results.size > KEPT_RESULTS && oldest !== undefined) results.delete(oldest);
    const query = new URLSearchParams(splitTarget(request.url ?? '/').query);
    query.set('result', id);
    // A redirect to the page: reloading it then does not send the command again.
    response.writeHead(303, { location: `${CONSOLE_PATH}?${query}`, 'cache-control': 'no-store' }).end();
  }

  return {
    answer(path, request, response) {
      const [method, answerRequest] =
        path === CONSOLE_PATH ? ['GET', showPage] : path === OPERATE_PATH ? ['POST', takeCommand] : [];
      if (!answerRequest) return false;
      if (request.method === method) void answerRequest(request, response);
      else sendJson(response, 405, { message: `Only by ${method}` }, { allow: method });
      return true;
    },
  };
}

function resultOf(invoked: InvocationResult): Result {
  const parsed = invoked.ok ? v.safeParse(resultSchema, invoked.payload) : undefined;
  if (parsed?.success) return parsed.output;
  return { ok: false, message: 'The operate function failed; stderr shows its output.' };
}

/** Undefined for a body that is not a form, is too big or was aborted. */
async function formOf(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const [type] = (request.headers['content-type'] ?? '').split(';');
  if (type?.trim().toLowerCase() !== 'application/x-www-form-urlencoded') return undefined;
  const body = await readBody(request, FORM_LIMIT_BYTES);
  return typeof body === 'string' ? undefined : new URLSearchParams(body.toString('utf8'));
}

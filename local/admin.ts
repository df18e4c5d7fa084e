// The paths under `/.acuse/`: for the command line and the user's browser, on this machine only. Everything else
// belongs to the API of the template.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LocalConsole } from './console.ts';
import { isLocalRequest, sendJson } from './loopback.ts';
import type { Ready } from './ready.ts';
import { splitTarget } from './request.ts';

export interface AdminPorts {
  /** With the sources that exist now. */
  ready(): Promise<Ready>;
  /** The stack's key. Whoever may read this machine's data directory has it too. */
  readonly key: string;
  /** The lines that the functions printed about a conversation. */
  log(conversation: string, sinceMs: number): unknown[];
  readonly console: LocalConsole;
}

/** Answers a request under `/.acuse/`; false for any other path. */
export function answerAdmin(ports: AdminPorts, request: IncomingMessage, response: ServerResponse): boolean {
  const { path, query } = splitTarget(request.url ?? '/');
  if (!path.startsWith('/.acuse/')) return false;
  if (!isLocalRequest(request))
    sendJson(response, 403, { message: 'Only for this machine, under its own name' });
  else if (ports.console.answer(path, request, response)) return true;
  else if (request.method !== 'GET') sendJson(response, 405, { message: 'Only by GET' }, { allow: 'GET' });
  else void answerPath(path, new URLSearchParams(query), ports, response);
  return true;
}

async function answerPath(
  path: string,
  query: URLSearchParams,
  { ready, key, log }: AdminPorts,
  response: ServerResponse,
): Promise<void> {
  switch (path) {
    case '/.acuse/ready':
      return sendJson(response, 200, await ready());
    case '/.acuse/key':
      return sendJson(response, 200, { key });
    case '/.acuse/log':
      return sendJson(response, 200, log(query.get('conversation') ?? '', Number(query.get('since') ?? 0)));
    default:
      return sendJson(response, 404, { message: 'Not Found' });
  }
}

// The paths under `/.acuse/`: for the command line and the user's browser, on this machine only. Everything else
// belongs to the API of the template.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseKeys } from '../functions/core/key/keys.ts';
import { CONSOLE_PATH, type LocalConsole } from './console.ts';
import { isLocalRequest, sendJson } from './loopback.ts';
import type { Ready } from './ready.ts';
import { readJsonBody, splitTarget } from './request.ts';
import type { LogQuery, NumberedLine } from './services/lambda/function-log.ts';

export interface AdminPorts {
  /** With the sources that exist now. */
  ready(): Promise<Ready>;
  /** The stack's secret as it is stored. Whoever may read this machine's data directory has it too. */
  readonly secret: {
    read(): string;
    /** For the next run with this data. Absent when the state is temporary: there is no next run. */
    replace?(text: string): void;
  };
  /** The lines that the functions printed. */
  log(query: LogQuery): readonly NumberedLine[];
  /** The latest calls to processors, oldest first. */
  calls(source: string | undefined, limit: number): unknown[];
  readonly console: LocalConsole;
}

const SECRET_PATH = '/.acuse/key';
const SECRET_LIMIT_BYTES = 4096;

/** Answers a request under `/.acuse/`; false for any other path. */
export function answerAdmin(ports: AdminPorts, request: IncomingMessage, response: ServerResponse): boolean {
  const { path, query } = splitTarget(request.url ?? '/');
  if (path === '/' && request.method === 'GET' && isLocalRequest(request)) return toConsole(response);
  if (!path.startsWith('/.acuse/')) return false;
  if (!isLocalRequest(request))
    sendJson(response, 403, { message: 'Only for this machine, under its own name' });
  else if (ports.console.answer(path, request, response)) return true;
  else if (path === SECRET_PATH && request.method === 'PUT') void replaceSecret(ports, request, response);
  else if (request.method !== 'GET') sendJson(response, 405, { message: 'Only by GET' }, { allow: 'GET' });
  else void answerPath(path, new URLSearchParams(query), ports, response);
  return true;
}

/** The template has no such path. */
function toConsole(response: ServerResponse): true {
  response.writeHead(302, { location: CONSOLE_PATH, 'cache-control': 'no-store' }).end();
  return true;
}

async function answerPath(
  path: string,
  query: URLSearchParams,
  { ready, secret, log, calls }: AdminPorts,
  response: ServerResponse,
): Promise<void> {
  switch (path) {
    case '/.acuse/ready':
      return sendJson(response, 200, await ready());
    case SECRET_PATH:
      return sendJson(response, 200, { key: secret.read() });
    case '/.acuse/log':
      return sendJson(
        response,
        200,
        log({
          sinceMs: Number(query.get('since') ?? 0),
          conversations: query.getAll('conversation'),
          deliveries: query.getAll('delivery'),
        }),
      );
    case '/.acuse/calls':
      return sendJson(
        response,
        200,
        calls(query.get('source') ?? undefined, Number(query.get('limit') ?? 10)),
      );
    default:
      return sendJson(response, 404, { message: 'Not Found' });
  }
}

async function replaceSecret(
  { secret }: AdminPorts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readJsonBody(request, SECRET_LIMIT_BYTES);
  const { key }: { key?: unknown } = Object(body?.value);
  if (typeof key !== 'string' || !parseKeys(key)) return sendJson(response, 400, { message: 'No key' });
  if (!secret.replace) {
    const message = 'The state of this run is temporary: its key ends with it. Start a run with --data.';
    return sendJson(response, 409, { message });
  }
  secret.replace(key);
  sendJson(response, 200, {});
}

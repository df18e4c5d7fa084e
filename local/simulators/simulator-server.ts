// What all simulators have: a server for this machine only, a page, the behaviour's switch, a photo, and an API whose
// calls the switch delays or refuses. What a call does, and how a refusal looks, is the platform's.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { isLocalRequest, listenOnLoopback, sendJson } from '../loopback.ts';
import { readBody, splitTarget } from '../request.ts';
import type { Behaviour, BehaviourSwitch } from './behaviour.ts';

export interface ApiCall<B extends Behaviour> {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly behaviour: B;
}

/** Without a body: an empty answer. */
export interface ApiAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type ApiMethod<B extends Behaviour> = (call: ApiCall<B>) => ApiAnswer | Promise<ApiAnswer>;

/** What a page or a program of this machine asks the simulator itself. */
export type Control = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface SimulatorOptions<B extends Behaviour> {
  readonly behaviour: BehaviourSwitch<B>;
  /** Undefined for a path that the API does not have. */
  findMethod(method: string, path: string): ApiMethod<B> | undefined;
  /** The body of a refusal that the behaviour asks for. */
  refusal(status: number): unknown;
  /** By method and path: `GET /`. */
  readonly controls: Readonly<Record<string, Control>>;
}

export interface SimulatorServer {
  readonly url: string;
  /** A photo as a customer sends it: a drawing of an identity card, without a code. */
  readonly photoUrl: string;
  close(): Promise<void>;
}

const PHOTO = join(import.meta.dirname, 'photo.jpg');

/** Files of answers are uploaded: of 15 MB at most. */
const BODY_LIMIT_BYTES = 20 * 1024 * 1024;

export async function startSimulatorServer<B extends Behaviour>({
  behaviour,
  findMethod,
  refusal,
  controls,
}: SimulatorOptions<B>): Promise<SimulatorServer> {
  const photos: Buffer[] = [];
  const all: Readonly<Record<string, Control>> = {
    'GET /photo.jpg': async (_, response) => {
      response.writeHead(200, { 'content-type': 'image/jpeg' });
      response.end(await readFile(PHOTO));
    },
    // A photo of the user's own, for as long as the run goes on.
    'POST /photos': async (request, response) => {
      const bytes = await readAll(request);
      if (!bytes?.length) return sendJson(response, 413, { message: 'A photo of 20 MB at most is required' });
      photos.push(bytes);
      sendJson(response, 201, { url: `http://${request.headers.host}/photos?number=${photos.length}` });
    },
    'GET /photos': (request, response) => {
      const { query } = splitTarget(request.url ?? '/');
      const photo = photos[Number(new URLSearchParams(query).get('number')) - 1];
      if (!photo) return sendJson(response, 404, { message: 'Not found' });
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(photo);
    },
    'GET /behaviour': (_, response) => sendJson(response, 200, behaviour.current()),
    'POST /behaviour': async (request, response) => setBehaviour(parseJson(await readAll(request)), response),
    'DELETE /behaviour': (_, response) => setBehaviour({}, response),
    ...controls,
  };

  function setBehaviour(given: unknown, response: ServerResponse): void {
    try {
      sendJson(response, 200, behaviour.set(given));
    } catch (error) {
      if (!(error instanceof v.ValiError)) throw error;
      sendJson(response, 400, { message: notSupported(error.issues) });
    }
  }

  async function answerCall(
    method: ApiMethod<B>,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const now = behaviour.next();
    const body = await readAll(request);
    if (!body) return send(response, { status: 413, body: refusal(413) });
    const isRefused = now.hang || now.status >= 300;
    const call = { headers: request.headers, body, behaviour: now };
    const answer = isRefused && !now.effect ? undefined : await method(call);
    if (now.hang) return void (await once(response, 'close'));
    if (now.delayMs > 0) await sleep(now.delayMs, undefined, { ref: false });
    if (answer && !isRefused) return send(response, answer);
    const wait = now.retryAfterSeconds;
    const headers = wait === undefined ? {} : { 'retry-after': String(wait) };
    send(response, { status: now.status, body: refusal(now.status), headers });
  }

  const { url, close } = await listenOnLoopback(0, (request, response) => {
    if (!isLocalRequest(request)) return sendJson(response, 403, { message: 'Only for this machine' });
    const { path } = splitTarget(request.url ?? '/');
    const name = `${request.method} ${path}`;
    const method = findMethod(request.method ?? '', path);
    if (method) return void answerCall(method, request, response);
    if (Object.hasOwn(all, name)) return void all[name]?.(request, response);
    sendJson(response, 404, { message: 'Not found' });
  });
  return { url, photoUrl: `${url}/photo.jpg`, close: () => close(0) };
}

function send(response: ServerResponse, { status, body, headers }: ApiAnswer): void {
  if (body === undefined) response.writeHead(status, headers).end();
  else sendJson(response, status, body, headers);
}

/** Undefined for a body that is too big or was aborted. */
export async function readAll(request: IncomingMessage): Promise<Buffer | undefined> {
  const body = await readBody(request, BODY_LIMIT_BYTES);
  return typeof body === 'string' ? undefined : body;
}

/** Undefined for what is not JSON. */
export function parseJson(body: Buffer | undefined): unknown {
  try {
    return JSON.parse(body?.toString('utf8') ?? '');
  } catch {
    return undefined;
  }
}

/** The names of fields, never a value. */
export function notSupported(issues: readonly v.BaseIssue<unknown>[]): string {
  const paths = issues.map((issue) => v.getDotPath(issue) ?? 'the body');
  return `Not supported: ${paths.join(', ')}`;
}

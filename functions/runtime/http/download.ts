// Fetches what a URL from outside leads to, and lets nobody use this machine to reach what only it can reach. Every
// address is checked where it is connected to, so that a name cannot lead somewhere else a moment later; every
// redirect is checked like the URL itself. Bounded in bytes, in time and in hops.
//
//   URL ─ guardUrl ─▶ resolve ─ isPublicAddress ─▶ connect to just these ─▶ 3xx: from the start, 3 times at most
//                                                                        └▶ 200: read, up to so many bytes
import { lookup as systemLookup } from 'node:dns';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { guardUrl } from './guard.ts';
import { isPublicAddress } from './public-address.ts';

export interface DownloadRequest {
  /** As somebody outside wrote it. It may carry a token, so it is never logged. */
  readonly url: string;
  readonly allowedHosts: readonly string[];
  readonly maxBytes: number;
  /** From the start to the last byte, all hops together. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Instead of the system's own resolver. */
  readonly resolve?: Resolve;
}

export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

export type Download =
  | { readonly kind: 'downloaded'; readonly bytes: Uint8Array<ArrayBuffer> }
  /** The URL leads where it may not lead, or to nothing that can be had, and will tomorrow. */
  | { readonly kind: 'refused'; readonly why: 'forbidden_address' | 'unreachable' | 'too_large' }
  /** Out of time, away, or in trouble: it may go better another time. */
  | { readonly kind: 'failed'; readonly code: string };

const MAX_REDIRECTS = 3;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError';
  readonly code = 'FORBIDDEN_ADDRESS';
}

export async function download({ url, ...request }: DownloadRequest): Promise<Download> {
  const { timeoutMs, signal } = request;
  const timeIsUp = AbortSignal.timeout(timeoutMs);
  const end = signal ? AbortSignal.any([timeIsUp, signal]) : timeIsUp;
  let next = URL.parse(url);
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const guarded = next ? guardUrl(next, request.allowedHosts) : undefined;
    if (!next || guarded?.kind !== 'call') return { kind: 'refused', why: 'forbidden_address' };
    const answer = await fetchOnce(next, { ...request, trusted: guarded.trusted, signal: end });
    if (answer.kind !== 'redirected') return answer;
    const to = URL.parse(answer.location, next.href);
    // What began in secret does not go on in the open, wherever that leads.
    if (next.protocol === 'https:' && to?.protocol !== 'https:')
      return { kind: 'refused', why: 'forbidden_address' };
    next = to;
  }
  // Round in a circle, or further than we go: nobody forbids it, but there is no photo to be had.
  return { kind: 'refused', why: 'unreachable' };
}

interface Hop extends Pick<DownloadRequest, 'maxBytes' | 'resolve'> {
  readonly trusted: boolean;
  readonly signal: AbortSignal;
}

type Answer = Download | { readonly kind: 'redirected'; readonly location: string };

function fetchOnce(url: URL, { trusted, signal, maxBytes, resolve = systemResolve }: Hop): Promise<Answer> {
  const { promise, resolve: settle } = Promise.withResolvers<Answer>();
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const request = send(url, {
    method: 'GET',
    // A connection of its own: none that was opened for another host, none that is kept.
    agent: false,
    lookup: guardedLookup(resolve, trusted),
    signal,
    headers: {
      accept: 'image/jpeg, image/png, image/webp, */*;q=0.5',
      // What is small on the wire must not become large here.
      'accept-encoding': 'identity',
      'user-agent': 'acuse',
    },
  });
  request.on('error', (error: Error & { code?: string }) => settle(readError(error, signal)));
  request.on('upgrade', (_response, socket) => {
    socket.destroy();
    settle({ kind: 'failed', code: 'EPROTO' });
  });
  request.on('response', (response) => {
    response.on('error', (error: Error & { code?: string }) => settle(readError(error, signal)));
    const verdict = readHead(response, maxBytes);
    if (verdict) return end(request, () => settle(verdict));
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) end(request, () => settle({ kind: 'refused', why: 'too_large' }));
      else chunks.push(chunk);
    });
    response.on('end', () => settle({ kind: 'downloaded', bytes: joined(chunks, bytes) }));
  });
  request.end();
  return promise;
}

/** In memory of its own, which can be handed on to a thread. */
function joined(chunks: readonly Buffer[], byteLength: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(byteLength);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

/** Nothing more is read, whatever the other side goes on to send. */
function end(request: ClientRequest, settle: () => void): void {
  settle();
  request.destroy();
}

/** Undefined when the body is worth reading. */
function readHead({ statusCode = 0, headers }: IncomingMessage, maxBytes: number): Answer | undefined {
  if (REDIRECTS.includes(statusCode) && headers.location !== undefined)
    return { kind: 'redirected', location: headers.location };
  if (statusCode === 408 || statusCode === 429 || statusCode >= 500)
    return { kind: 'failed', code: `HTTP_${statusCode}` };
  const encoded = (headers['content-encoding'] ?? 'identity').trim().toLowerCase() !== 'identity';
  if (statusCode !== 200 || encoded) return { kind: 'refused', why: 'unreachable' };
  return Number(headers['content-length'] ?? 0) > maxBytes
    ? { kind: 'refused', why: 'too_large' }
    : undefined;
}

function readError(error: Error & { code?: string }, signal: AbortSignal): Download {
  if (error instanceof ForbiddenAddressError) return { kind: 'refused', why: 'forbidden_address' };
  if (signal.aborted) return { kind: 'failed', code: 'ETIMEDOUT' };
  // The name does not exist. A resolver in trouble says EAI_AGAIN.
  if (error.code === 'ENOTFOUND') return { kind: 'refused', why: 'unreachable' };
  return { kind: 'failed', code: error.code ?? error.name };
}

/** The socket connects to what is given back here and to nothing else. One bad address spoils them all. */
function guardedLookup(resolve: Resolve, trusted: boolean): LookupFunction {
  return (hostname, { all }, done) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        const forbidden = !trusted && !addresses.every(({ address }) => isPublicAddress(address));
        if (!first || forbidden) return done(new ForbiddenAddressError('Not a public address.'), '', 0);
        if (all) done(null, [...addresses]);
        else done(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => done(error, '', 0),
    );
  };
}

function systemResolve(hostname: string): Promise<readonly ResolvedAddress[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly ResolvedAddress[]>();
  systemLookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  return promise;
}

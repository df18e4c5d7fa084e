// Downloads from an untrusted URL, without access to internal addresses. Each address is checked when the socket
// connects, so that a name cannot change in between. Each redirect is checked like the URL. Size, time and redirects
// are limited.
//
//   URL ─ guardUrl ─▶ resolve ─ isPublicAddress ─▶ connect only to these ─▶ 3xx: from the start, 3 times at most
//                                                                        └▶ 200: read, up to maxBytes
import { lookup as systemLookup } from 'node:dns';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { guardUrl } from './guard.ts';
import { isPublicAddress } from './public-address.ts';

export interface DownloadRequest {
  /** An untrusted URL. It can contain a token, so it is never logged. */
  readonly url: string;
  readonly allowedHosts: readonly string[];
  readonly maxBytes: number;
  /** For the whole download, with redirects. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Replaces the resolver of the system. */
  readonly resolve?: Resolve;
}

export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

export type Download =
  | { readonly kind: 'downloaded'; readonly bytes: Uint8Array<ArrayBuffer> }
  /** The URL is forbidden, or does not lead to a usable file. A retry does not help. */
  | { readonly kind: 'refused'; readonly why: 'forbidden_address' | 'unreachable' | 'too_large' }
  /** A timeout, or an error of the server. A retry can help. */
  | { readonly kind: 'failed'; readonly code: string };

const MAX_REDIRECTS = 3;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError';
  readonly code = 'FORBIDDEN_ADDRESS';
}

export async function download({ url, ...request }: DownloadRequest): Promise<Download> {
  const { timeoutMs, signal } = request;
  const timeout = AbortSignal.timeout(timeoutMs);
  const end = signal ? AbortSignal.any([timeout, signal]) : timeout;
  let next = URL.parse(url);
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const guarded = next ? guardUrl(next, request.allowedHosts) : undefined;
    if (!next || guarded?.kind !== 'call') return { kind: 'refused', why: 'forbidden_address' };
    const answer = await fetchOnce(next, { ...request, trusted: guarded.trusted, signal: end });
    if (answer.kind !== 'redirected') return answer;
    const to = URL.parse(answer.location, next.href);
    // A redirect from https to http is forbidden.
    if (next.protocol === 'https:' && to?.protocol !== 'https:')
      return { kind: 'refused', why: 'forbidden_address' };
    next = to;
  }
  // Too many redirects, for example a loop.
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
    // A new connection for each request.
    agent: false,
    lookup: guardedLookup(resolve, trusted),
    signal,
    headers: {
      accept: 'image/jpeg, image/png, image/webp, */*;q=0.5',
      // No compression: a small answer must not become a large file.
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

/** In a separate buffer, which can be transferred to a thread. */
function joined(chunks: readonly Buffer[], byteLength: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(byteLength);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

/** Stops reading, even if the server sends more. */
function end(request: ClientRequest, settle: () => void): void {
  settle();
  request.destroy();
}

/** Undefined if the body must be read. */
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
  // The name does not exist. An error of the resolver is EAI_AGAIN.
  if (error.code === 'ENOTFOUND') return { kind: 'refused', why: 'unreachable' };
  return { kind: 'failed', code: error.code ?? error.name };
}

/** The socket connects only to these addresses. One forbidden address is enough to refuse the host. */
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

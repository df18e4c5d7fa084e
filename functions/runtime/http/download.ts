// Downloads from an untrusted URL, without access to internal addresses. Each address is checked when the socket
// connects, so that a name cannot change in between. Each redirect is checked like the URL. Size, time and redirects
// are limited.
//
//   URL ─ guardUrl ─▶ resolve ─ isPublicAddress ─▶ connect only to these ─▶ 3xx: from the start, 3 times at most
//                                                                        └▶ 200: read, up to maxBytes
import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { type AnswerHead, exchange, NoAnswerError } from './client.ts';
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
  const endsAtMs = performance.now() + request.timeoutMs;
  let next = URL.parse(url);
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const guarded = next ? guardUrl(next, request.allowedHosts) : undefined;
    if (!next || guarded?.kind !== 'call') return { kind: 'refused', why: 'forbidden_address' };
    const timeoutMs = endsAtMs - performance.now();
    const found = await get(next, { ...request, trusted: guarded.trusted, timeoutMs });
    if (found.kind !== 'redirected') return found;
    const to = URL.parse(found.location, next.href);
    // A redirect from https to http is forbidden.
    if (next.protocol === 'https:' && to?.protocol !== 'https:')
      return { kind: 'refused', why: 'forbidden_address' };
    next = to;
  }
  // Too many redirects, for example a loop.
  return { kind: 'refused', why: 'unreachable' };
}

interface Hop extends Omit<DownloadRequest, 'url' | 'allowedHosts'> {
  readonly trusted: boolean;
}

type Found = Download | { readonly kind: 'redirected'; readonly location: string };

async function get(url: URL, { trusted, maxBytes, resolve = systemResolve, ...limits }: Hop): Promise<Found> {
  try {
    const answer = await exchange({
      method: 'GET',
      origin: url,
      path: `${url.pathname}${url.search}`,
      headers: {
        accept: 'image/jpeg, image/png, image/webp, */*;q=0.5',
        // No compression: a small answer must not become a large file.
        'accept-encoding': 'identity',
        'user-agent': 'acuse',
      },
      ...limits,
      lookup: guardedLookup(resolve, trusted),
      maxAnswerBytes: (head) => (readHead(head, maxBytes) ? 0 : maxBytes),
    });
    const verdict = readHead(answer, maxBytes);
    if (verdict) return verdict;
    if (!answer.body) return { kind: 'refused', why: 'too_large' };
    // In a separate buffer, which can be transferred to a thread.
    return { kind: 'downloaded', bytes: new Uint8Array(answer.body) };
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    return readError(error);
  }
}

/** Undefined if the body must be read. */
function readHead({ status, headers }: AnswerHead, maxBytes: number): Found | undefined {
  if (REDIRECTS.includes(status) && headers.location !== undefined)
    return { kind: 'redirected', location: headers.location };
  if (status === 408 || status === 429 || status >= 500) return { kind: 'failed', code: `HTTP_${status}` };
  const encoded = (headers['content-encoding'] ?? 'identity').trim().toLowerCase() !== 'identity';
  if (status !== 200 || encoded) return { kind: 'refused', why: 'unreachable' };
  return Number(headers['content-length'] ?? 0) > maxBytes
    ? { kind: 'refused', why: 'too_large' }
    : undefined;
}

function readError({ cause, code }: NoAnswerError): Download {
  if (cause instanceof ForbiddenAddressError) return { kind: 'refused', why: 'forbidden_address' };
  // The name does not exist. An error of the resolver is EAI_AGAIN.
  if (code === 'ENOTFOUND') return { kind: 'refused', why: 'unreachable' };
  return { kind: 'failed', code };
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

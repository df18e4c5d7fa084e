// Downloads from an untrusted URL, without access to internal addresses (guarded-exchange.ts). Each redirect is checked
// like the URL. Size, time and redirects are limited.
//
//   URL ─ guardedExchange ─▶ 3xx: from the start, 3 times at most
//                         └▶ 200: read, up to maxBytes
import type { AnswerHead } from './client.ts';
import { guardedExchange, type Resolve } from './guarded-exchange.ts';

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

export type Download =
  | { readonly kind: 'downloaded'; readonly bytes: Uint8Array<ArrayBuffer> }
  /** The URL is forbidden, or does not lead to a usable file. A retry does not help. */
  | { readonly kind: 'refused'; readonly why: 'forbidden_address' | 'unreachable' | 'too_large' }
  /** A timeout, or an error of the server. A retry can help. */
  | { readonly kind: 'failed'; readonly code: string };

const MAX_REDIRECTS = 3;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

export async function download({ url, ...request }: DownloadRequest): Promise<Download> {
  const endsAtMs = performance.now() + request.timeoutMs;
  let next = URL.parse(url);
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    if (!next) return { kind: 'refused', why: 'forbidden_address' };
    const found = await get(next, { ...request, timeoutMs: endsAtMs - performance.now() });
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

type Found = Download | { readonly kind: 'redirected'; readonly location: string };

async function get(url: URL, { maxBytes, ...request }: Omit<DownloadRequest, 'url'>): Promise<Found> {
  const answer = await guardedExchange({
    ...request,
    method: 'GET',
    origin: url,
    path: `${url.pathname}${url.search}`,
    headers: {
      accept: 'image/jpeg, image/png, image/webp, */*;q=0.5',
      // No compression: a small answer must not become a large file.
      'accept-encoding': 'identity',
      'user-agent': 'acuse',
    },
    maxAnswerBytes: (head) => (readHead(head, maxBytes) ? 0 : maxBytes),
  });
  if (answer.kind === 'forbidden_address') return { kind: 'refused', why: 'forbidden_address' };
  if (answer.kind === 'no_answer')
    return answer.code === 'ENOTFOUND'
      ? { kind: 'refused', why: 'unreachable' }
      : { kind: 'failed', code: answer.code };
  const verdict = readHead(answer, maxBytes);
  if (verdict) return verdict;
  if (!answer.body) return { kind: 'refused', why: 'too_large' };
  // In a separate buffer, which can be transferred to a thread.
  return { kind: 'downloaded', bytes: new Uint8Array(answer.body) };
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

// Makes the request of a lookup, and reads what the answer means. The host is guarded like that of a download: the
// operator has set it, but its name can lead elsewhere.
//
//   2xx with JSON   found, unless nothing is at `foundAt`
//   2xx without     an answer that holds nothing: found only if nothing is taken from it
//   notFoundStatuses (404)   not found
//   301 to 303      followed once, if `followRedirectTo` is its host
//   all else        as from the processor http (read-answer.ts)
import { isUtf8 } from 'node:buffer';
import type { Answer } from '../../runtime/http/client.ts';
import { type GuardedAnswer, guardedExchange, type Resolve } from '../../runtime/http/guarded-exchange.ts';
import { readRetryAfter } from '../../runtime/http/retry-after.ts';
import { parseAsWritten } from '../json-as-written.ts';
import type { ProcessorAnswer } from '../processor.ts';
import { readAnswer, readNoAnswer } from '../read-answer.ts';
import type { Lookup } from './configuration.ts';
import { valueAt } from './pointer.ts';
import { type LookupRequest, PLAIN_HEADERS } from './request.ts';

/** `status`: of the answer, if there was one. */
export type CallEnd = { readonly status?: number } & (
  | { readonly kind: 'found'; readonly document: unknown }
  | { readonly kind: 'not_found' }
  /** The attempt ends with this. */
  | { readonly kind: 'no_result'; readonly answer: ProcessorAnswer }
);

export interface CallLimits {
  /** Of the whole call, with a redirect. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly nowMs: () => number;
  /** Replaces the resolver of the system. */
  readonly resolve?: Resolve;
}

const MAX_ANSWER_BYTES = 256 * 1024;

/** `secrets`: the values of the secret headers, by name. */
export async function callLookup(
  lookup: Lookup,
  request: LookupRequest,
  secrets: Readonly<Record<string, string>>,
  limits: CallLimits,
): Promise<CallEnd> {
  const endsAtMs = performance.now() + limits.timeoutMs;
  const first = await exchange(lookup, { ...request, headers: { ...request.headers, ...secrets } }, limits);
  const target = first.kind === 'answered' ? redirectOf(lookup, request, first) : undefined;
  if (!target) return read(lookup, first, limits);
  // Nothing of the lookup goes along: no header, and no body.
  const next = {
    method: 'GET',
    origin: target,
    path: `${target.pathname}${target.search}`,
    headers: PLAIN_HEADERS,
  } as const;
  return read(
    lookup,
    await exchange(lookup, next, { ...limits, timeoutMs: endsAtMs - performance.now() }),
    limits,
  );
}

function exchange(
  { origin, privateNetwork, followRedirectTo }: Lookup,
  request: LookupRequest,
  { timeoutMs, signal, resolve }: CallLimits,
): Promise<GuardedAnswer> {
  return guardedExchange({
    ...request,
    timeoutMs,
    ...(signal && { signal }),
    resolve,
    allowedHosts: privateNetwork ? [origin.host, followRedirectTo ?? origin.host] : [],
    maxAnswerBytes: ({ status }) => (isSuccess(status) ? MAX_ANSWER_BYTES : 0),
  });
}

const isSuccess = (status: number): boolean => status >= 200 && status <= 299;

/** Where a permitted redirect leads. The other kinds would repeat a body. */
function redirectOf(
  { followRedirectTo }: Lookup,
  { origin, path }: LookupRequest,
  { status, headers: { location } }: Answer<Buffer>,
): URL | undefined {
  if (followRedirectTo === undefined || location === undefined || ![301, 302, 303].includes(status))
    return undefined;
  const target = URL.parse(location, `${origin.origin}${path}`);
  return target?.host === followRedirectTo ? target : undefined;
}

function read(lookup: Lookup, answer: GuardedAnswer, { nowMs }: CallLimits): CallEnd {
  if (answer.kind === 'forbidden_address')
    return { kind: 'no_result', answer: { kind: 'failed', reason: 'lookup_forbidden_address' } };
  if (answer.kind === 'no_answer') return { kind: 'no_result', answer: readNoAnswer(answer.code) };
  return { ...judge(lookup, answer, nowMs()), status: answer.status };
}

function judge(lookup: Lookup, answer: Answer<Buffer>, nowMs: number): CallEnd {
  const { status, body } = answer;
  if (lookup.notFoundStatuses.includes(status)) return { kind: 'not_found' };
  if (isSuccess(status)) return readSuccess(lookup, body);
  const retryAfterMs = readRetryAfter(answer, nowMs);
  return { kind: 'no_result', answer: readAnswer({ status, body: undefined, retryAfterMs }) };
}

function readSuccess({ variables, foundAt }: Lookup, body: Buffer | undefined): CallEnd {
  if (!body || !isUtf8(body)) return badAnswer('it is longer than 256 KiB, or not in UTF-8');
  if (body.length === 0) {
    const takesNothing = foundAt === undefined && variables.every((variable) => 'constant' in variable);
    return takesNothing ? { kind: 'found', document: null } : { kind: 'not_found' };
  }
  const document = parseAsWritten(body.toString('utf8'));
  if (document === undefined) return badAnswer('it is not JSON');
  return foundAt === undefined || isSomething(valueAt(document, foundAt))
    ? { kind: 'found', document }
    : { kind: 'not_found' };
}

/** `null`, `false`, `""`, `[]` and `{}` are nothing. The number 0 is something. */
function isSomething(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return false;
  if (typeof value !== 'object' || JSON.isRawJSON(value)) return true;
  return Object.keys(value).length > 0;
}

const badAnswer = (problem: string): CallEnd => ({
  kind: 'no_result',
  answer: { kind: 'failed', reason: 'processor_bad_answer', problem },
});

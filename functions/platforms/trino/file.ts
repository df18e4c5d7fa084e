// A file of an answer: fetched from the address that the processor gives, and uploaded, because Chatwoot takes no
// addresses. The address is not trusted.
import { SEND } from '../../core/policy.ts';
import type { CallAnswer, JudgeContext, Judgement } from '../../core/wait/outbound.ts';
import { download } from '../../runtime/http/download.ts';
import { filenameOf, type Media, mimeTypeOf } from '../media.ts';
import { retryCall } from '../retry-call.ts';

/** WhatsApp takes 16 MB of most kinds. Worker and Chatwoot hold a file in memory. */
const MAX_FILE_BYTES = 15_000_000;

/** Files in the memory of this process, each some three times over. A function has 512 MB. */
const MAX_AT_ONCE = 3;
let atOnce = 0;

/** Undefined where too many are at work. */
export async function ifRoom<T>(work: () => Promise<T>): Promise<T | undefined> {
  if (atOnce >= MAX_AT_ONCE) return undefined;
  atOnce += 1;
  try {
    return await work();
  } finally {
    atOnce -= 1;
  }
}

/** The host of the file does not answer now. */
const FAILED = 'file_failed';
/** Its address is forbidden, or does not lead to a file of this size. */
const REFUSED = 'file_refused';

export type Fetched = { readonly bytes: Uint8Array<ArrayBuffer> } | { readonly failure: CallAnswer };

/** From a public address, or from the Chatwoot itself, which may stand in a private network. */
export async function fetchFile({ url }: Media, baseUrl: string): Promise<Fetched> {
  const startedAtMs = performance.now();
  const got = await download({
    url,
    allowedHosts: [URL.parse(baseUrl)?.host ?? ''],
    maxBytes: MAX_FILE_BYTES,
    timeoutMs: SEND.fileMs,
  });
  if (got.kind === 'downloaded') return got;
  const problem = got.kind === 'failed' ? FAILED : REFUSED;
  return { failure: { kind: 'no_answer', problem, tookMs: Math.round(performance.now() - startedAtMs) } };
}

/**
 * Undefined if the file was fetched. It stops what follows it in the answer: after `tries` the decision is parked, and
 * a replay goes on with this file.
 */
export function judgeFile(answer: CallAnswer, context: JudgeContext, tries: number): Judgement | undefined {
  if (answer.kind === 'answer') return undefined;
  if (answer.problem === FAILED && tries < SEND.quickTries)
    return { ...retryCall(context), health: 'unknown' };
  const isAboutFile = answer.problem === FAILED || answer.problem === REFUSED;
  return isAboutFile ? { kind: 'refused', reason: 'media_unreachable', health: 'unknown' } : undefined;
}

export interface Upload {
  readonly body: Uint8Array;
  /** Its content-type. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A form with the file as `attachments[]`. */
export async function formWith(
  fields: Readonly<Record<string, string>>,
  media: Media,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Upload> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  const file = new Blob([bytes], { type: mimeTypeOf(media) ?? '' });
  form.append('attachments[]', file, filenameOf(media) ?? 'file');
  const encoded = new Response(form);
  return {
    body: new Uint8Array(await encoded.arrayBuffer()),
    headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
  };
}

// The latest calls of the functions to processors, with headers and bodies: in the memory of this run only. record-calls.cjs
// sees them.
import * as v from 'valibot';

const KEPT_CALLS = 100;

const headers = v.record(v.string(), v.string());
/** `text` may be only the beginning of a body; `bytes` is its whole length. */
const body = v.object({ bytes: v.number(), text: v.string() });

export const processorCall = v.object({
  startedAtMs: v.number(),
  tookMs: v.number(),
  url: v.string(),
  headers,
  body,
  answer: v.optional(v.object({ status: v.number(), headers, body })),
  /** Why there is no answer: an error code of Node. */
  problem: v.optional(v.string()),
});

export type ProcessorCall = v.InferOutput<typeof processorCall>;

export interface ProcessorCalls {
  add(call: ProcessorCall): void;
  /** Of one source or of all; the last `limit` of them, oldest first. */
  latest(source: string | undefined, limit: number): (ProcessorCall & { readonly source: string })[];
}

export function processorCalls(): ProcessorCalls {
  const calls: (ProcessorCall & { readonly source: string })[] = [];
  return {
    add(call) {
      calls.push({ ...call, source: sourceOf(call) });
      if (calls.length > KEPT_CALLS) calls.shift();
    },
    latest: (source, limit) =>
      calls.filter((call) => source === undefined || call.source === source).slice(-Math.max(1, limit)),
  };
}

/** The event stands first, with its source among its first attributes; the platform's JSON comes last and may be cut off. */
const sourceOf = ({ body: { text } }: ProcessorCall): string =>
  /"source":"acuse\/([^"]*)"/.exec(text)?.[1] ?? '';

// The report of an erasure: written by the operate function, read by the command line.
import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** An open wait, so it stays. No deadline where the delivery has not reached its queue yet. */
export const keptWait = v.object({
  conversation: v.string(),
  deliveryId: v.string(),
  deadlineAtMs: v.optional(v.number()),
});

export const erasureReport = v.object({
  /** Items searched by this command. */
  looked: count,
  /** Erased by this command; in a dry run, found. */
  erased: v.object({ session: count, copy: count, entry: count, body: count }),
  /** Not erased: this version cannot read it. It may be of the person. */
  unreadable: v.optional(count, 0),
  /** Not erased by this command, because it changed or came meanwhile. */
  changed: count,
  /** Not erased, of all commands so far. */
  waits: v.array(keptWait),
  /** For the next command; absent when everything has been searched. */
  next: v.optional(v.string()),
});

export type KeptWait = v.InferOutput<typeof keptWait>;
export type ErasureReport = v.InferOutput<typeof erasureReport>;

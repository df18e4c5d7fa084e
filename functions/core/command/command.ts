// What an operator can have done: the orders that the operate function takes, from the command line and from the
// console's buttons. What was done, for whom and when goes into the log.
import * as v from 'valibot';

const reference = v.pipe(v.string(), v.nonEmpty(), v.maxLength(200));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** Of the error log, as many as can be gone through in one call. */
const entryIds = v.pipe(v.array(reference), v.minLength(1), v.maxLength(100));

/** One person's, on all platforms. A filter of DynamoDB has 4 KB. */
const MOST_CONTACTS = 20;

const order = v.variant('action', [
  /** Continues a wait by hand, with these variables. `cycle`: only while it is that one which waits. */
  v.object({
    action: v.literal('resume'),
    conversation: reference,
    cycle: v.optional(count),
    keys: v.array(v.object({ key: v.pipe(v.string(), v.nonEmpty()), value: v.string() })),
  }),
  /**
   * Puts parked deliveries into their queue again. `force`: also where the conversation has gone on, and what was
   * replayed before, unless it is another number of times than whoever asks has seen (`seenReplays`).
   */
  v.object({
    action: v.literal('replay'),
    ids: entryIds,
    force: v.optional(v.boolean(), false),
    seenReplays: v.optional(count),
    dryRun: v.optional(v.boolean(), false),
  }),
  /** Takes parked deliveries out of what is open: somebody has seen them, and there is nothing to do. */
  v.object({
    action: v.literal('dismiss'),
    ids: entryIds,
    dryRun: v.optional(v.boolean(), false),
  }),
  /** Erases what is held of whoever these digests stand for; `from`: where the order before said to go on. */
  v.object({
    action: v.literal('erase'),
    contacts: v.pipe(
      v.array(v.pipe(v.string(), v.regex(/^[\w-]{16}$/))),
      v.minLength(1),
      v.maxLength(MOST_CONTACTS),
    ),
    dryRun: v.optional(v.boolean(), false),
    from: v.optional(v.pipe(v.string(), v.maxLength(200_000))),
  }),
  /** Switches a source on or off. */
  v.object({ action: v.literal('switch'), source: reference, enabled: v.boolean() }),
]);

/** Who gave it: the caller's ARN, or `console`. */
const given = v.intersect([order, v.object({ by: v.pipe(v.string(), v.nonEmpty(), v.maxLength(300)) })]);

export type Command = v.InferInput<typeof order>;
export type IssuedCommand = v.InferOutput<typeof given>;

export const commandSchema = given;

/** What became of an order, in words for a person; `details` for a program. */
export interface CommandResult {
  readonly ok: boolean;
  readonly message: string;
  readonly details?: unknown;
  /** What the order names is not there, or nobody could look: it may be anything that was typed, a secret too. */
  readonly unknown?: true;
}

export const ENTRY_OUTCOMES = [
  'replayed',
  'would_replay',
  'dismissed',
  'would_dismiss',
  'refused',
  'gone',
] as const;

/** What became of one entry of the error log that was to be replayed or dismissed, in `details.entries`. */
export interface EntryResult {
  readonly id: string;
  readonly outcome: (typeof ENTRY_OUTCOMES)[number];
  /** In words. */
  readonly reason: string;
}

/** Nothing was done about it, nor would be. */
export const wasNotDone = ({ outcome }: Pick<EntryResult, 'outcome'>): boolean =>
  outcome === 'refused' || outcome === 'gone';

/** Behind a number of entries: `3 would be replayed`. */
export const ENTRY_LABELS: Readonly<Record<EntryResult['outcome'], string>> = {
  replayed: 'replayed',
  would_replay: 'would be replayed',
  dismissed: 'dismissed',
  would_dismiss: 'would be dismissed',
  refused: 'refused',
  gone: 'gone',
};

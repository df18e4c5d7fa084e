// The commands of an operator that the operate function takes, from the command line and from the console's buttons. The log
// says what was done, for whom and when.
import * as v from 'valibot';
import { MAX_REPLY_PARTS } from '../wait/answer.ts';

const reference = v.pipe(v.string(), v.nonEmpty(), v.maxLength(200));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const filled = v.pipe(v.string(), v.nonEmpty());

/** Entries of the error log in one command. */
export const MOST_ENTRIES = 100;
const entryIds = v.pipe(v.array(reference), v.minLength(1), v.maxLength(MOST_ENTRIES));

/** Digests of one person, on all platforms. A filter of DynamoDB has 4 KB at most. */
const MOST_CONTACTS = 20;

const command = v.variant('action', [
  /** Continues a wait by hand, with this answer. `cycle`: only if this cycle is the one that waits. */
  v.object({
    action: v.literal('resume'),
    conversation: reference,
    cycle: v.optional(count),
    keys: v.array(v.object({ key: filled, value: v.string() })),
    reply: v.optional(
      v.pipe(v.array(v.object({ text: filled })), v.minLength(1), v.maxLength(MAX_REPLY_PARTS)),
    ),
    intent: v.optional(filled),
    handoff: v.optional(v.object({ to: v.optional(filled) })),
    note: v.optional(filled),
  }),
  /**
   * Replays parked deliveries. `force`: also where the conversation has gone on, and entries that were replayed before, unless
   * they were replayed since the caller looked (`seenReplays`).
   */
  v.object({
    action: v.literal('replay'),
    ids: entryIds,
    force: v.optional(v.boolean(), false),
    seenReplays: v.optional(count),
    dryRun: v.optional(v.boolean(), false),
  }),
  /** Takes entries out of the open ones: somebody has seen them, and there is nothing to do. */
  v.object({
    action: v.literal('dismiss'),
    ids: entryIds,
    dryRun: v.optional(v.boolean(), false),
  }),
  /** Erases the data of the person with these digests. `from`: where the command before says to continue. */
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
  /** Ends the pause of a destination. */
  v.object({ action: v.literal('retry'), destination: reference }),
  /** Switches a source on or off. */
  v.object({ action: v.literal('switch'), source: reference, enabled: v.boolean() }),
]);

/**
 * With who issued it: the ARN that the command line's credentials have, `console` or `local`. Self-declared: AWS does not tell a
 * function who invoked it. CloudTrail does, if it records the invocations of this function.
 */
export const commandSchema = v.intersect([
  command,
  v.object({ by: v.pipe(v.string(), v.nonEmpty(), v.maxLength(300)) }),
]);

export type Command = v.InferInput<typeof command>;
export type IssuedCommand = v.InferOutput<typeof commandSchema>;

/** The result of a command: a sentence for a person, `details` for a program. */
export interface CommandResult {
  readonly ok: boolean;
  readonly message: string;
  readonly details?: unknown;
  /** What the command names does not exist, or could not be read. Then it may be any text that was typed, a secret too. */
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

/** The result for one entry of the error log, in `details.entries`. */
export interface EntryResult {
  readonly id: string;
  readonly outcome: (typeof ENTRY_OUTCOMES)[number];
  /** A sentence. */
  readonly reason: string;
}

/** Nothing was done, and would not be done again. */
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

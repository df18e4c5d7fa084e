// Which open waits are late: the same rule for the console, the command line and the alarm. A decided wait can be late too: its
// customer waits until Treble takes the decision.

export interface OpenWaitsQuery {
  /** So many of the oldest are listed; all are counted. */
  readonly limit: number;
  /** Late is whose deadline lies before this. */
  readonly lateBeforeMs: number;
  /** Only what came then or later; absent: all. */
  readonly sinceMs?: number | undefined;
}

/** Decided, and not yet taken by Treble. */
export const isDecided = ({ state }: Pick<OpenWait, 'state'>): boolean =>
  state === 'decided' || state === 'sending';

export const isLate = ({ deadlineAtMs }: Pick<OpenWait, 'deadlineAtMs'>, lateBeforeMs: number): boolean =>
  deadlineAtMs < lateBeforeMs;

export const countLate = ({ late }: Pick<OpenWaits, 'late'>): number => late.undecided + late.decided;

/** Counts and sorts those that match, of `all` in any order. `more`: there are others. */
export function openWaitsOf(
  all: readonly OpenWait[],
  more: boolean,
  { limit, lateBeforeMs, sinceMs = 0 }: OpenWaitsQuery,
): OpenWaits {
  const waits = all.filter(({ receivedAtMs }) => receivedAtMs >= sinceMs);
  const late = waits.filter((wait) => isLate(wait, lateBeforeMs));
  const decided = late.filter(isDecided).length;
  return {
    count: waits.length,
    more,
    late: { undecided: late.length - decided, decided },
    oldest: waits.toSorted((a, b) => a.receivedAtMs - b.receivedAtMs).slice(0, limit),
  };
}

export interface OpenWaitList {
  /** The oldest of them, and how many there are and are late. */
  open(query: OpenWaitsQuery): Promise<OpenWaits>;
}

export interface OpenWait {
  /** The conversation's reference. */
  readonly conversation: string;
  readonly source: string;
  readonly state: 'waiting' | 'processing' | 'delegated' | 'decided' | 'sending';
  readonly cycle: number;
  readonly receivedAtMs: number;
  readonly deadlineAtMs: number;
  /** When the sweeper looks at it next; for `decided`: when the next call to Treble is due. */
  readonly dueAtMs: number;
}

export interface OpenWaits {
  /** How many there are; a lower bound where `more` is set. */
  readonly count: number;
  readonly more: boolean;
  /** Of all that were counted, not of the oldest alone. */
  readonly late: LateWaits;
  /** Oldest first, as many as were asked for. */
  readonly oldest: readonly OpenWait[];
}

/** Waits past their deadline: those that nobody has decided, and those whose decision Treble has not taken yet. */
export interface LateWaits {
  readonly undecided: number;
  readonly decided: number;
}

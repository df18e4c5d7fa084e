/** Stores the breakers: one small record for each destination, written only while something is wrong with it. */
export interface BreakerStore {
  load(destination: string): Promise<BreakerRecord | undefined>;
  /** Adds calls to a slice of time; returns the record with them. */
  count(destination: string, calls: CountedCalls): Promise<BreakerRecord>;
  /** Unless somebody else has opened it already. */
  open(destination: string, opening: BreakerOpening): Promise<boolean>;
  /** A probe has failed: the pause is longer, and the next probe is free. */
  prolong(destination: string, pauses: BreakerPauses): Promise<boolean>;
  /** The right to make the one probe until then; false when somebody else has it, or the breaker is not open. */
  acquireProbe(
    destination: string,
    probe: { readonly nowMs: number; readonly untilMs: number },
  ): Promise<boolean>;
  releaseProbe(destination: string): Promise<void>;
  /** Forgets pauses and counted calls; false when there were none. */
  close(destination: string): Promise<boolean>;
  /** Marks a call in progress that takes long, and the destination as slow; returns the record with it. */
  addLongCall(destination: string, call: LongCall & { readonly slowUntilMs: number }): Promise<BreakerRecord>;
  removeLongCall(destination: string, call: Pick<LongCall, 'place' | 'id'>): Promise<void>;
}

export interface BreakerRecord extends Partial<BreakerPauses> {
  readonly probeUntilMs?: number;
  /** By the start of the slice of time in which the calls ended, in ms. */
  readonly slices: ReadonlyMap<number, BreakerSlice>;
  readonly longCalls: readonly LongCall[];
  /** A call took long lately. */
  readonly slowUntilMs?: number;
}

export interface BreakerSlice {
  /** Conversations, by the first characters of their reference. */
  readonly failed: ReadonlySet<string>;
  /** Those whose call was given up without an answer, also in `failed`. */
  readonly hung: ReadonlySet<string>;
  readonly answered: number;
}

export interface LongCall {
  /** The queue and the invocation of the worker that makes it: `waits/6f1c…`. */
  readonly place: string;
  /** Unique within its place. */
  readonly id: string;
  /** It has ended by then. */
  readonly untilMs: number;
}

export interface CountedCalls {
  readonly sliceMs: number;
  /** Slices that began before this are deleted. */
  readonly forgetBeforeMs: number;
  readonly nowMs: number;
  readonly answered: number;
  readonly failed?: { readonly conversation: string; readonly hung: boolean };
}

export interface BreakerPauses {
  /** What was put off is not called before. */
  readonly openUntilMs: number;
  /** What comes in new is not called before. */
  readonly newUntilMs: number;
  /** How many pauses there were in a row. Each is twice as long as the one before. */
  readonly pauses: number;
  /** A conversation whose call has failed before does not call before this. */
  readonly retryUntilMs: number;
  readonly retryPauses: number;
}

export interface BreakerOpening extends BreakerPauses {
  /** For the lists. */
  readonly failures: number;
}

export interface BreakerList {
  /** Those that are not closed. */
  notClosed(): Promise<readonly BreakerState[]>;
}

export interface BreakerState {
  readonly destination: string;
  /** `open`: nothing is called before `untilMs`. `probing`: single calls, to see whether it is back. */
  readonly state: 'open' | 'probing';
  readonly untilMs: number;
  /** Different conversations whose calls had failed when it opened. */
  readonly failures: number;
}

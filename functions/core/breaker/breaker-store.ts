/** Stores the breakers: one small record for each destination, written only when a call fails. */
export interface BreakerStore {
  load(destination: string): Promise<BreakerRecord | undefined>;
  /** Counts one more failure; returns the record with it. */
  countFailure(destination: string, failure: CountedFailure): Promise<BreakerRecord>;
  /** Unless somebody else has opened it already. */
  open(destination: string, opening: BreakerOpening): Promise<boolean>;
  /** The right to make the one probe until then; false when somebody else has it, or the breaker is not open. */
  acquireProbe(
    destination: string,
    probe: { readonly nowMs: number; readonly untilMs: number },
  ): Promise<boolean>;
  releaseProbe(destination: string): Promise<void>;
  /** Forgets everything about it. */
  close(destination: string): Promise<void>;
}

export interface BreakerRecord {
  readonly openUntilMs?: number;
  readonly probeUntilMs?: number;
  /** Failures by the start of the slice of time in which they fell, in ms. */
  readonly failures: ReadonlyMap<number, number>;
}

export interface CountedFailure {
  readonly sliceMs: number;
  /** Slices that began before this are deleted. */
  readonly forgetBeforeMs: number;
  readonly nowMs: number;
}

export interface BreakerOpening {
  readonly untilMs: number;
  readonly failures: number;
  /** By a failed probe: also when it is open already. */
  readonly again: boolean;
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
  readonly failures: number;
}

// The interface of `<platform>/sample.ts`, a sample webhook. Only the command line and demonstrations load one.

export interface SampleFacts {
  /** New each time, so no sample is a repeat. */
  readonly id: string;
  readonly nowMs: number;
  /** `nowMs` as ISO 8601. */
  readonly iso: string;
}

/** Returns a body. */
export type Sample = (facts: SampleFacts) => object;

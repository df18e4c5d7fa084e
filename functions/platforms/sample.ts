// A sample webhook of a platform, in `<platform>/sample.ts`. Only the command line and demonstrations load one.

export interface SampleFacts {
  /** New every time, so that no sample repeats another. */
  readonly id: string;
  readonly nowMs: number;
  /** `nowMs` as ISO 8601. */
  readonly iso: string;
}

/** Returns a body. */
export type Sample = (facts: SampleFacts) => object;

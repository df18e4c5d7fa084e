// The interface of `<platform>/sample.ts`, a sample webhook. Only the command line and demonstrations load one.

export interface SampleFacts {
  /** New each time, so no sample is a repeat. */
  readonly id: string;
  readonly nowMs: number;
  /** `nowMs` as ISO 8601. */
  readonly iso: string;
  /** What the customer wrote; absent: something invented. */
  readonly answer?: string | undefined;
  /** The address of a photo that the customer sent. */
  readonly photoUrl?: string | undefined;
  /** Where the stack looks for a photo's address: the parameter `PhotoKey`; empty: in the answer. */
  readonly photoKey?: string | undefined;
  /** The platform's id of the conversation; absent: a new one. */
  readonly conversation?: string | undefined;
}

/** Returns a body. */
export type Sample = (facts: SampleFacts) => object;

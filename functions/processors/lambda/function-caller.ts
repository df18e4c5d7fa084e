/** Functions of the user's own, called and waited for. */
export interface FunctionCaller {
  /** Bounded in time and in what is read. Never throws for what the network or Lambda does. */
  call(call: FunctionCall): Promise<FunctionAnswer>;
}

export interface FunctionCall {
  readonly arn: string;
  /** JSON. */
  readonly payload: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export type FunctionAnswer =
  /** The JSON that it returned; undefined when that was longer than is read, or no UTF-8. */
  | { readonly kind: 'returned'; readonly payload: string | undefined }
  /** It threw, ran out of its own time, or crashed. */
  | { readonly kind: 'threw' }
  /** Lambda did not run it: the status, and Lambda's name for why. */
  | { readonly kind: 'refused'; readonly status: number; readonly type: string }
  | { readonly kind: 'no_answer'; readonly code: string }
  /** There is no Lambda where this runs. */
  | { readonly kind: 'nowhere' };

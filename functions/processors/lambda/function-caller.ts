/** Calls Lambda functions of the user and waits for the result. */
export interface FunctionCaller {
  /** Limits the time and the size of the answer. Does not throw on errors of the network or of Lambda. */
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
  /** The returned JSON; undefined if it is too long or not UTF-8. */
  | { readonly kind: 'returned'; readonly payload: string | undefined }
  /** The function threw, timed out or crashed. */
  | { readonly kind: 'threw' }
  /** Lambda did not run the function: the status and the error type of Lambda. */
  | { readonly kind: 'refused'; readonly status: number; readonly type: string }
  | { readonly kind: 'no_answer'; readonly code: string }
  /** There is no Lambda in this environment. */
  | { readonly kind: 'nowhere' };

// What customers got: the conversations that went on with a result and those that went on without one, by reason. This is what
// people look at first.

/** In stored entries. */
export type ConversationCount = typeof WITH_RESULT | `${typeof WITHOUT_RESULT}${string}`;

const WITH_RESULT = 'with';
const WITHOUT_RESULT = 'without:';

export const withResult: ConversationCount = WITH_RESULT;

/** `reason`: of the decision. */
export const withoutResult = (reason: string): ConversationCount => `${WITHOUT_RESULT}${reason}`;

export interface Conversations {
  readonly withResult: number;
  readonly withoutResult: number;
  /** Why they went on without a result, the most frequent first. */
  readonly reasons: readonly ReasonCount[];
}

export interface ReasonCount {
  readonly reason: string;
  readonly count: number;
}

/** From counts by name; other names count for nothing. */
export function conversationsOf(counts: Iterable<readonly [name: string, count: number]>): Conversations {
  let withResult = 0;
  const reasons: ReasonCount[] = [];
  for (const [name, count] of counts) {
    if (name === WITH_RESULT) withResult += count;
    else if (name.startsWith(WITHOUT_RESULT))
      reasons.push({ reason: name.slice(WITHOUT_RESULT.length), count });
  }
  return { withResult, withoutResult: sumOf(reasons), reasons: reasons.sort(mostFirst) };
}

export const sumOf = (reasons: readonly ReasonCount[]): number =>
  reasons.reduce((sum, { count }) => sum + count, 0);

export const mostFirst = (a: ReasonCount, b: ReasonCount): number =>
  b.count - a.count || a.reason.localeCompare(b.reason);

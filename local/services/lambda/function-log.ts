// What the functions have said lately, by conversation: what CloudWatch would show, for whoever asks on this machine.

const KEPT_LINES = 50_000;

export interface FunctionLog {
  add(line: string): void;
  /** Lines about a conversation since, oldest first, parsed. */
  of(conversation: string, sinceMs: number): unknown[];
}

export function functionLog(): FunctionLog {
  const lines: string[] = [];
  return {
    add(line) {
      lines.push(line);
      if (lines.length > 2 * KEPT_LINES) lines.splice(0, KEPT_LINES);
    },
    of(conversation, sinceMs) {
      const named = `"conversation":${JSON.stringify(conversation)}`;
      return lines
        .filter((line) => line.includes(named))
        .map((line) => JSON.parse(line))
        .filter(({ at }) => Date.parse(at) >= sinceMs);
    },
  };
}

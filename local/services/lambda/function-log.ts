// The latest lines that the functions printed, by conversation: what CloudWatch Logs would show.

const KEPT_LINES = 10_000;

export interface FunctionLog {
  add(line: string): void;
  /** The lines about a conversation since `sinceMs`, oldest first, parsed. */
  about(conversation: string, sinceMs: number): unknown[];
}

export function functionLog(): FunctionLog {
  const lines: string[] = [];
  return {
    add(line) {
      lines.push(line);
      if (lines.length > 2 * KEPT_LINES) lines.splice(0, KEPT_LINES);
    },
    about(conversation, sinceMs) {
      const field = `"conversation":${JSON.stringify(conversation)}`;
      return lines
        .filter((line) => line.includes(field))
        .map((line) => JSON.parse(line))
        .filter(({ timestamp }) => Date.parse(timestamp) >= sinceMs);
    },
  };
}

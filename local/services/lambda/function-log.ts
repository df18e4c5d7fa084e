// The latest lines that the functions printed, by conversation: what CloudWatch Logs would show.

const KEPT_LINES = 10_000;

export interface FunctionLog {
  add(line: string): void;
  /** The lines about a conversation since `sinceMs`, oldest first, parsed. */
  about(conversation: string, sinceMs: number): unknown[];
  /** Settles with the next line that has this event and source. */
  next(event: string, source: string): Promise<string>;
}

const fieldOf = (name: string, value: string): string => `"${name}":${JSON.stringify(value)}`;

export function functionLog(): FunctionLog {
  const lines: string[] = [];
  const waiting = new Set<(line: string) => void>();
  return {
    add(line) {
      lines.push(line);
      if (lines.length > 2 * KEPT_LINES) lines.splice(0, KEPT_LINES);
      for (const tell of waiting) tell(line);
    },
    about(conversation, sinceMs) {
      const field = fieldOf('conversation', conversation);
      return lines
        .filter((line) => line.includes(field))
        .map((line) => JSON.parse(line))
        .filter(({ timestamp }) => Date.parse(timestamp) >= sinceMs);
    },
    next: (event, source) =>
      new Promise((settle) => {
        const fields = [fieldOf('event', event), fieldOf('source', source)];
        const tell = (line: string) => {
          if (!fields.every((field) => line.includes(field))) return;
          waiting.delete(tell);
          settle(line);
        };
        waiting.add(tell);
      }),
  };
}

// The latest lines that the functions printed: what CloudWatch Logs would show.

const KEPT_LINES = 10_000;

export interface LogQuery {
  readonly sinceMs: number;
  /** Only lines about one of these conversations or deliveries; of all where there is none. */
  readonly conversations: readonly string[];
  readonly deliveries: readonly string[];
}

export interface NumberedLine {
  /** Unique within the run. */
  readonly id: string;
  readonly line: unknown;
}

export interface FunctionLog {
  add(line: string): void;
  /** Oldest first, parsed. The lines about a delivery are also those of its replays. */
  find(query: LogQuery): NumberedLine[];
  /** Settles with the next line that has this event and source. */
  next(event: string, source: string): Promise<string>;
}

const fieldOf = (name: string, value: string): string => `"${name}":${JSON.stringify(value)}`;

export function functionLog(): FunctionLog {
  const lines: string[] = [];
  /** The number of the first line that is kept. */
  let first = 0;
  const waiting = new Set<(line: string) => void>();
  return {
    add(line) {
      lines.push(line);
      if (lines.length > 2 * KEPT_LINES) first += lines.splice(0, KEPT_LINES).length;
      for (const tell of waiting) tell(line);
    },
    find({ sinceMs, conversations, deliveries }) {
      const fields = [
        ...conversations.map((one) => fieldOf('conversation', one)),
        ...deliveries.flatMap((one) => [fieldOf('deliveryId', one), `"deliveryId":"${one}#`]),
      ];
      const isWanted = (line: string) => fields.length === 0 || fields.some((field) => line.includes(field));
      return lines.flatMap((text, at): NumberedLine[] => {
        const line = isWanted(text) ? parsed(text) : undefined;
        const isSince = line !== undefined && Date.parse(line.timestamp ?? '') >= sinceMs;
        return isSince ? [{ id: String(first + at), line }] : [];
      });
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

/** Undefined for what is no log line, as that of a crash. */
function parsed(text: string): { readonly timestamp?: string } | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

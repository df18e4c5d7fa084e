// Which lines of the functions' log a command wants.
import type { LoggedLine } from './event-line.ts';

export interface LogQuery {
  readonly sinceMs: number;
  /** Only lines about one of these conversations or deliveries, with their replays; of all where there is none. */
  readonly conversations?: readonly string[];
  readonly deliveries?: readonly string[];
}

export interface StoredLine {
  /** Unique within the log. */
  readonly id: string;
  readonly line: LoggedLine;
}

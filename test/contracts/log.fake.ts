// The fake of the log: it keeps its lines for the test.
import type { Log, LogLine } from '../../functions/runtime/log.ts';

export interface MemoryLog extends Log {
  readonly lines: readonly (LogLine & { readonly level: string })[];
  /** The lines of this event. */
  of(event: string): readonly LogLine[];
}

export function memoryLog(): MemoryLog {
  const lines: (LogLine & { readonly level: string })[] = [];
  return {
    lines,
    of: (event) => lines.filter((line) => line.event === event),
    write(level, line) {
      lines.push({ ...line, level });
    },
  };
}

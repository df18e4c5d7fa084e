// The log's twin, which keeps its lines for a test to look at.
import type { Log, LogLine } from '../../functions/runtime/log.ts';

export interface MemoryLog extends Log {
  readonly lines: readonly (LogLine & { readonly level: string })[];
  /** The lines that tell of such an event. */
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

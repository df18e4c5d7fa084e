// How the functions' output is shown: on a terminal one line an event; to a file, a pipe, or with --verbose every line as it
// is.
import { eventLine, parseLogLine } from '../bin/event-line.ts';
import { plainText } from '../bin/plain-text.ts';

/** CloudWatch reads metrics from lines that begin so. */
const METRICS = '{"_aws"';

/** Undefined: nothing is shown. */
export function shownOutput(line: string, everything: boolean): string | undefined {
  if (everything) return line;
  if (line.startsWith(METRICS)) return undefined;
  const logged = parseLogLine(line);
  // What is no log line is of a crash.
  return logged ? eventLine(logged) : plainText(line);
}

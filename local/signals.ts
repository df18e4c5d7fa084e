// When a run ends: at SIGTERM, ctrl-C, or a terminal or npm that goes away. The first signal ends it in order,
// exit code 0; a second one, by hand, at once.
import { readFileSync } from 'node:fs';

export interface Ending {
  /** Aborted when the end has begun. */
  readonly signal: AbortSignal;
  /** Has `stop` called at the end; at once, if that has come already. */
  call(stop: () => Promise<void>): void;
}

/** npm passes a ctrl-C on that the terminal has sent to us already: two of one keystroke. */
const SAME_KEYSTROKE_MS = 500;
/** The promise is 5 s. */
const LIMIT_MS = 4500;

export function whenToldToEnd(): Ending {
  const controller = new AbortController();
  const stops: (() => Promise<void>)[] = [];
  let begunAtMs: number | undefined;

  const end = async () => {
    if (begunAtMs !== undefined) {
      if (performance.now() - begunAtMs > SAME_KEYSTROKE_MS) process.exit(130);
      return;
    }
    begunAtMs = performance.now();
    setTimeout(() => process.exit(0), LIMIT_MS);
    controller.abort();
    for (const stop of stops) await stop();
    if (stops.length > 0) process.exit(0);
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, end);
  if (process.env['npm_lifecycle_event']) watchParents(end);

  return {
    signal: controller.signal,
    call(stop) {
      stops.push(stop);
      if (controller.signal.aborted) void stop().then(() => process.exit(0));
    },
  };
}

/**
 * npm runs us in a shell, which dies of a signal without passing it on; and npm itself may be killed outright.
 * Either way somebody else becomes a parent.
 */
function watchParents(end: () => Promise<void>): void {
  const born = parents();
  const timer = setInterval(() => {
    if (parents() === born) return;
    clearInterval(timer);
    void end();
  }, 200);
  timer.unref();
}

/** The shell and, where the system tells (Linux), npm above it. */
function parents(): string {
  try {
    const [, afterName = ''] = readFileSync(`/proc/${process.ppid}/stat`, 'utf8').split(') ');
    return `${process.ppid} ${afterName.split(' ')[1]}`;
  } catch {
    return String(process.ppid);
  }
}

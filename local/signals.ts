// When a run ends: at SIGTERM, ctrl-C, or a terminal or npm that goes away. The first signal ends it in order,
// exit code 0; a second one, by hand, at once.

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
  if (process.env['npm_lifecycle_event']) watchParent(end);

  return {
    signal: controller.signal,
    call(stop) {
      stops.push(stop);
      if (controller.signal.aborted) void stop().then(() => process.exit(0));
    },
  };
}

/**
 * npm passes signals on to the shell that it starts for us, which does not; so package.json has the shell become us
 * by `exec`. But npm may be killed outright: then somebody else becomes our parent.
 */
function watchParent(end: () => Promise<void>): void {
  const born = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === born) return;
    clearInterval(timer);
    void end();
  }, 200);
  timer.unref();
}

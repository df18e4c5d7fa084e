// When a run stops: at SIGTERM, ctrl-C, or when its terminal or npm ends. The first signal stops it in order, exit code
// 0; a second one by hand stops it at once.

export interface Shutdown {
  /** Aborted when the shutdown has begun. */
  readonly signal: AbortSignal;
  /** `stop` is called at the shutdown; at once if it has begun already. */
  onShutdown(stop: () => Promise<void>): void;
}

/** The terminal sends a ctrl-C to us, and npm sends the same one again: two signals for one keystroke. */
const SAME_KEYSTROKE_MS = 500;
/** The promise is 5 s. */
const LIMIT_MS = 4500;

export function handleSignals(): Shutdown {
  const controller = new AbortController();
  const stops: (() => Promise<void>)[] = [];
  let begunAtMs: number | undefined;

  const shutDown = async () => {
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
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, shutDown);
  if (process.env['npm_lifecycle_event']) watchParent(shutDown);

  return {
    signal: controller.signal,
    onShutdown(stop) {
      stops.push(stop);
      if (controller.signal.aborted) void stop().then(() => process.exit(0));
    },
  };
}

/**
 * npm sends signals to the shell that it starts for us, and the shell does not pass them on; so package.json replaces
 * the shell by this process with `exec`. If npm itself is killed, this process gets another parent.
 */
function watchParent(shutDown: () => Promise<void>): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    void shutDown();
  }, 200);
  timer.unref();
}

// A call under a destination's permit. The permit is given back however the work ends, so that no error can keep it.
import type { Breaker, Health } from './breaker.ts';

export type Permitted<T> =
  | { readonly kind: 'called'; readonly value: T }
  | { readonly kind: 'paused'; readonly untilMs: number };

export interface PermittedCall {
  readonly destination: string;
  /** How long the call may take. */
  readonly callMs: number;
}

/** Reports how the call went. Call it as soon as that is known, before any other write. Only the first report counts. */
export type ReportHealth = (health: Health) => Promise<void>;

/** For work that needs no permit. */
export const reportNothing: ReportHealth = async () => undefined;

/** Work that reports nothing, or throws before its report, is reported as `unknown`. */
export async function withPermit<T>(
  breaker: Breaker,
  { destination, callMs }: PermittedCall,
  work: (report: ReportHealth) => Promise<T>,
): Promise<Permitted<T>> {
  const permit = await breaker.acquire(destination, callMs);
  if (permit.kind === 'paused') return permit;
  let reported = false;
  const report: ReportHealth = async (health) => {
    if (reported) return;
    reported = true;
    await breaker.report(destination, health, permit);
  };
  try {
    return { kind: 'called', value: await work(report) };
  } finally {
    await report('unknown');
  }
}

// A call under a destination's permit. The permit is given back however the work ends, so that no error can keep it.
import type { Breaker, Health, PlannedCall } from './breaker.ts';

export type Permitted<T> =
  | { readonly kind: 'called'; readonly value: T }
  | { readonly kind: 'paused'; readonly untilMs: number };

export interface PermittedCall extends PlannedCall {
  readonly destination: string;
}

/**
 * Reports how the call went. Call it as soon as that is known, before any other write. Only the first report counts.
 * Returns whether the destination is paused now: then a failure is not the job's own.
 */
export type ReportHealth = (health: Health) => Promise<boolean>;

/** For work that needs no permit. */
export const reportNothing: ReportHealth = async () => false;

/** Work that reports nothing, or throws before its report, is reported as `unknown`. */
export async function withPermit<T>(
  breaker: Breaker,
  { destination, ...call }: PermittedCall,
  work: (report: ReportHealth) => Promise<T>,
): Promise<Permitted<T>> {
  const permit = await breaker.acquire(destination, call);
  if (permit.kind === 'paused') return permit;
  let reported: Promise<boolean> | undefined;
  const report: ReportHealth = (health) => {
    reported ??= breaker.report(destination, health, permit);
    return reported;
  };
  try {
    return { kind: 'called', value: await work(report) };
  } finally {
    await report('unknown');
  }
}

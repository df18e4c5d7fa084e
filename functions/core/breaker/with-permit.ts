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

/** Says how the call went. To be called as soon as that is known, before anything else is written. Once counts. */
export type ReportHealth = (health: Health) => Promise<void>;

/** Work that reports nothing, or throws before it has, says nothing about the destination. */
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

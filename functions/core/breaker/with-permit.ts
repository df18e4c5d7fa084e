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

/** What `work` returns says how the destination is; what it throws says nothing about it. */
export async function withPermit<T>(
  breaker: Breaker,
  { destination, callMs }: PermittedCall,
  work: () => Promise<{ readonly health: Health; readonly value: T }>,
): Promise<Permitted<T>> {
  const permit = await breaker.acquire(destination, callMs);
  if (permit.kind === 'paused') return permit;
  let health: Health = 'unknown';
  try {
    const worked = await work();
    health = worked.health;
    return { kind: 'called', value: worked.value };
  } finally {
    await breaker.report(destination, health, permit);
  }
}

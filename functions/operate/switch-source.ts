// Switches a source on or off.
import type { OrderResult } from '../shared/domain/order.ts';
import { withFirstSources } from '../shared/domain/source.ts';
import type { SourceStore } from '../shared/ports.ts';

export interface SwitchSourcePorts {
  readonly sources: SourceStore;
}

/** Somebody else may write at the same time. */
const ROUNDS = 3;

export async function switchSource(
  { source: id, enabled }: { readonly source: string; readonly enabled: boolean },
  { sources: store }: SwitchSourcePorts,
): Promise<OrderResult> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const { sources, version } = await store.read();
    const known = withFirstSources(sources).find((source) => source.id === id && !source.removed);
    if (!known) return { ok: false, message: `There is no source ${id}.` };
    const others = sources.filter((source) => source.id !== id);
    if ((await store.write([...others, { ...known, enabled }], version)) === 'written') {
      return { ok: true, message: `Source ${id} is ${enabled ? 'on' : 'off'} within 60 s.` };
    }
  }
  return { ok: false, message: 'Somebody else is changing the sources too. Try again.' };
}

// Switches a source on or off.

import type { CommandResult } from '../core/command/command.ts';
import { changeSource } from '../core/source/change-source.ts';
import type { Source } from '../core/source/source.ts';
import type { SourceStore } from '../core/source/source-store.ts';
import type { Clock } from '../runtime/clock.ts';

export interface SwitchSourcePorts {
  readonly sources: SourceStore;
  readonly clock: Pick<Clock, 'nowMs'>;
}

export async function switchSource(
  { source: id, enabled }: { readonly source: string; readonly enabled: boolean },
  { sources, clock }: SwitchSourcePorts,
): Promise<CommandResult> {
  const change = (known: readonly Source[]) => {
    const source = known.find((one) => one.id === id && !one.removed);
    return source && { ...source, enabled };
  };
  const { kind } = await changeSource(sources, change, clock.nowMs());
  switch (kind) {
    case 'changed':
      return { ok: true, message: `Source ${id} is ${enabled ? 'on' : 'off'} within 60 s.` };
    case 'unchanged':
      return { ok: false, unknown: true, message: `There is no source ${id}.` };
    case 'busy':
      return { ok: false, unknown: true, message: 'Somebody else is changing the sources too. Try again.' };
  }
}

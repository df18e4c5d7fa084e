// Ends the pause of a destination, because an operator knows that it is back. What was put off goes on within seconds.
import type { BreakerStore } from '../core/breaker/breaker-store.ts';
import type { CommandResult } from '../core/command/command.ts';

export interface EndPausePorts {
  readonly breakers: BreakerStore;
}

export async function endPause(
  { destination }: { readonly destination: string },
  { breakers }: EndPausePorts,
): Promise<CommandResult> {
  const record = await breakers.load(destination);
  if (record?.openUntilMs === undefined)
    return {
      ok: false,
      unknown: true,
      message: 'No such destination is paused. acuse stats lists those that are.',
    };
  await breakers.close(destination);
  return { ok: true, message: `${destination} is called again. What was put off goes on within seconds.` };
}

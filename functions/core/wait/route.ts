// How a session's decision goes to its platform: by whom, by which calls, and whether their echoes come in.
import type { ConversationMemory } from './conversation-memory.ts';
import type { Outbound, Outbounds, Plan } from './outbound.ts';
import { hasOpenCalls } from './planned-calls.ts';
import type { Decision, Session } from './session.ts';

export interface RoutePorts {
  readonly outbounds: Outbounds;
  readonly memory: ConversationMemory;
}

export interface Route {
  readonly outbound: Outbound;
  /** The echoes of the source's calls come in. Not read where no call's end is unknown. */
  readonly echoes: boolean;
  plan(decision: Decision): Plan;
}

/** @throws when the settings, the key or the memory cannot be read now. */
export async function findRoute(session: Session, { outbounds, memory }: RoutePorts): Promise<Route> {
  const outbound = await outbounds.of(session);
  const echoes = hasOpenCalls(session) ? await memory.hasEchoes(session.cycle?.source ?? '') : false;
  const plans = new Map<string, Plan>();
  return {
    outbound,
    echoes,
    plan(decision) {
      const known = plans.get(decision.by) ?? outbound.plan(decision);
      plans.set(decision.by, known);
      return known;
    },
  };
}

/** For the log: what the answer asks for and is not done. */
export function ignoredBy({ plan }: Route, decision: Decision): string | undefined {
  const { ignored = [] } = plan(decision);
  return ignored.length > 0 ? ignored.join(' ') : undefined;
}

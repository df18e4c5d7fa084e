// An operator continues a wait by hand: with his own variables, as if the processor had given them, also after the
// deadline as long as nobody has decided.

import type { CommandResult } from '../core/command/command.ts';
import { type DecideOutcome, decide, decision } from '../core/wait/decision.ts';
import {
  type SendOutcome,
  type SendPorts,
  type SendSettings,
  sendDecision,
} from '../core/wait/send-decision.ts';
import { type Cycle, hasEnded } from '../core/wait/session.ts';
import { transition } from '../core/wait/transition.ts';
import { canBeStored, RESERVED_PREFIX, type SessionKey } from '../core/wait/variables.ts';
import { QUICK_TRIES } from '../platforms/treble/session-update.ts';

export type ResumeByHandPorts = SendPorts;

/** The first calls to Treble may take so long; what is left is the sweeper's. */
const SEND_MS = 10_000;

export interface ResumeByHandRequest {
  readonly conversation: string;
  /** What whoever asks has seen waiting; without it, whatever waits. */
  readonly cycle?: number | undefined;
  readonly keys: readonly SessionKey[];
}

export async function resumeByHand(
  { conversation: ref, cycle: seen, keys }: ResumeByHandRequest,
  owner: string,
  ports: ResumeByHandPorts,
  settings: SendSettings,
): Promise<CommandResult> {
  const reserved = keys.find(({ key }) => key.startsWith(RESERVED_PREFIX));
  if (reserved) return refused(`Names starting with ${RESERVED_PREFIX} are ours: rename ${reserved.key}.`);
  if (!canBeStored(keys)) return refused('That is more than a session can hold: 256 KiB of variables.');
  const stored = await ports.sessions.load(ref);
  const cycle = stored.session?.cycle;
  if (!cycle) {
    const message = `No conversation ${ref} is known. See npm run acuse -- sessions.`;
    return { ok: false, unknown: true, message };
  }
  if (seen !== undefined && seen !== cycle.number) return refused(whyNot('superseded', cycle));
  const nowMs = ports.clock.nowMs();
  const verdict = { cycle: cycle.number, decision: decision(owner, 'done', keys), nowMs, dueAtMs: nowMs };
  const decided = await transition(ports.sessions, ref, (s) => decide(s, verdict), { known: stored });
  if (decided.outcome !== 'decided') return refused(whyNot(decided.outcome, decided.stored.session?.cycle));
  const sending = { ref, cycle: cycle.number, owner, tries: QUICK_TRIES, untilMs: nowMs + SEND_MS };
  const outcome = await sendDecision({ ...sending, known: decided.stored }, ports, settings);
  return { ok: true, message: IN_WORDS[outcome], details: { outcome } };
}

const IN_WORDS: Record<SendOutcome, string> = {
  continued: 'The conversation goes on.',
  left: 'It is decided. Treble has not taken it yet; the sweeper tries again, within a minute at first.',
  refused: 'It is decided, but Treble refuses it for good: see npm run acuse -- failures.',
  ended: 'The conversation goes on.',
  superseded: 'The conversation has moved on meanwhile.',
};

const refused = (message: string): CommandResult => ({ ok: false, message });

function whyNot(outcome: Exclude<DecideOutcome, 'decided'>, cycle: Cycle | undefined): string {
  if (outcome === 'superseded')
    return 'The conversation has moved on: its wait is another one now. Look again.';
  if (cycle && hasEnded(cycle)) return 'It does not wait any more.';
  return 'It is decided already, and about to be sent to Treble.';
}

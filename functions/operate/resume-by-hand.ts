// An operator continues a wait with their own variables, as if the processor had returned them. Also after the deadline, while
// nobody has decided.
import type { CommandResult } from '../core/command/command.ts';
import { SEND } from '../core/policy.ts';
import { type Answer, canBeStored, RESERVED_PREFIX } from '../core/wait/answer.ts';
import { type DecideOutcome, decide, decision } from '../core/wait/decision.ts';
import {
  decisionSender,
  type SendOutcome,
  type SendPorts,
  type SendSettings,
} from '../core/wait/decision-sender.ts';
import { type Cycle, hasEnded } from '../core/wait/session.ts';

export interface ResumeByHandRequest {
  readonly conversation: string;
  /** The cycle that the operator saw; without it, whichever waits. */
  readonly cycle?: number | undefined;
  readonly answer: Answer;
}

export function operatorResume(ports: SendPorts, settings: SendSettings) {
  const sender = decisionSender(ports, settings);

  return async (
    { conversation: ref, cycle: seen, answer }: ResumeByHandRequest,
    owner: string,
  ): Promise<CommandResult> => {
    const reserved = answer.keys.find(({ key }) => key.startsWith(RESERVED_PREFIX));
    if (reserved)
      return refused(`Names starting with ${RESERVED_PREFIX} are reserved: rename ${reserved.key}.`);
    if (!canBeStored(answer))
      return refused('That is more than a session can hold: 256 KiB of variables and messages.');
    const known = await ports.sessions.load(ref);
    const cycle = known.session?.cycle;
    if (!cycle) {
      const message = `No conversation ${ref} is known. See npx acuse sessions.`;
      return { ok: false, unknown: true, message };
    }
    if (seen !== undefined && seen !== cycle.number) return refused(whyNot('superseded', cycle));
    const nowMs = ports.clock.nowMs();
    const request = { cycle: cycle.number, decision: decision(owner, 'done', answer), nowMs, dueAtMs: nowMs };
    const decided = await sender.decideAndSend({
      ref,
      cycle: cycle.number,
      owner,
      tries: SEND.quickTries,
      untilMs: nowMs + SEND.afterCommandMs,
      known,
      step: (session) => decide(session, request),
      isDecided: (outcome) => outcome === 'decided',
    });
    const { outcome, stored, sent = 'left' } = decided;
    if (outcome !== 'decided') return refused(whyNot(outcome, stored.session?.cycle));
    return { ok: true, message: MESSAGES[sent], details: { outcome: sent } };
  };
}

const MESSAGES: Record<SendOutcome, string> = {
  continued: 'The conversation goes on.',
  left: 'It is decided. The platform has not taken it yet; the sweeper tries again, within a minute at first.',
  refused: 'It is decided, but the platform refuses it for good: see npx acuse failures.',
  ended: 'The conversation goes on.',
  superseded: 'The conversation has moved on meanwhile.',
};

const refused = (message: string): CommandResult => ({ ok: false, message });

function whyNot(outcome: Exclude<DecideOutcome, 'decided'>, cycle: Cycle | undefined): string {
  if (outcome === 'superseded')
    return 'The conversation has moved on: its wait is another one now. Look again.';
  if (cycle && hasEnded(cycle)) return 'It does not wait any more.';
  return 'It is decided already, and about to be sent.';
}

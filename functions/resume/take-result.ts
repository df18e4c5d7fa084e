// A processor's result, posted after its 202: checked, decided, sent. A result that is answered with 200
// is durable. The call to the platform is made before the answer if it is quick, and left to the sweeper if it is not.
import { isUtf8 } from 'node:buffer';
import type { ReferenceKey } from '../core/key/keys.ts';
import { SEND } from '../core/policy.ts';
import type { Answer } from '../core/wait/answer.ts';
import { decision } from '../core/wait/decision.ts';
import { decisionSender, type SendPorts, type SendSettings } from '../core/wait/decision-sender.ts';
import { type ResumeTarget, readResumeToken } from '../core/wait/resume-url.ts';
import { type Resumption, resumeWait } from '../core/wait/resumption.ts';
import { conversationOf } from '../core/wait/session.ts';
import type { StoredSession } from '../core/wait/session-store.ts';
import { type BadResult, readResult } from '../processors/read-result.ts';
import type { ApiAnswer } from '../runtime/http/json-answer.ts';
import { errorName } from '../runtime/log.ts';
import { accepted, gone, refusedResult, repeated } from './answer.ts';

export interface ResultRequest {
  readonly method: string;
  readonly token: string;
  readonly body: Uint8Array;
}

export interface ResultSettings extends SendSettings {
  readonly key: ReferenceKey;
  readonly resumeDelayMs: number;
}

/** The same as for an answer of a processor. */
const MAX_RESULT_BYTES = 256 * 1024;

/** `invocationId`: unique. Never throws. */
export type ResultTaker = (request: ResultRequest, invocationId: string) => Promise<ApiAnswer>;

export function resultTaker(ports: SendPorts, settings: ResultSettings): ResultTaker {
  const { clock, counters, log } = ports;
  const sender = decisionSender(ports, settings);

  async function decideAndSend(target: ResumeTarget, answer: Answer, owner: string): Promise<ApiAnswer> {
    const { ref, cycle, receivedAtMs } = target;
    const nowMs = clock.nowMs();
    const dueAtMs = Math.max(nowMs, receivedAtMs + settings.resumeDelayMs);
    const request = { cycle, receivedAtMs, decision: decision(owner, 'done', answer), nowMs, dueAtMs };
    const { outcome, stored, sent } = await sender.decideAndSend({
      ref,
      cycle,
      owner,
      tries: SEND.quickTries,
      untilMs: nowMs + SEND.afterResultMs,
      step: (session) => resumeWait(session, request),
      isDecided: ({ kind }) => kind === 'decided',
    });
    // The line of the outcome says that it was decided here.
    if (sent !== 'continued') recordResumption(outcome, target, stored);
    switch (outcome.kind) {
      case 'unknown':
        return refusedResult('not_found');
      case 'gone':
        return gone(outcome.reason);
      case 'repeat':
        return repeated();
      case 'decided':
        return accepted();
    }
  }

  function recordResumption(
    outcome: Resumption,
    { ref, cycle }: ResumeTarget,
    { session }: StoredSession,
  ): void {
    const reason = outcome.kind === 'gone' ? outcome.reason : undefined;
    const current = session?.cycle;
    const about = {
      // A later cycle is another delivery's.
      deliveryId: current?.number === cycle ? current.deliveryId : undefined,
      source: current?.source,
      conversation: session ? conversationOf(session) : ref,
      cycle,
    };
    log.write('info', { event: 'resume', outcome: outcome.kind, reason, ...about });
    if (reason === 'deadline' || reason === 'decided') counters.outcome(about.source ?? 'unknown', 'late');
  }

  function refuse(
    refusal: Parameters<typeof refusedResult>[0],
    target?: ResumeTarget,
    problem?: string,
  ): ApiAnswer {
    const about = { conversation: target?.ref, cycle: target?.cycle };
    log.write('warn', { event: 'resume', outcome: refusal, problem, ...about });
    return refusedResult(refusal, problem);
  }

  return async ({ method, token, body }, invocationId) => {
    if (method !== 'POST') return refusedResult('method_not_allowed');
    const target = readResumeToken(settings.key, token);
    if (!target) return refuse('not_found');
    if (body.byteLength > MAX_RESULT_BYTES) return refuse('too_large', target);
    const result = readBody(body);
    if ('problem' in result) return refuse(result.kind, target, result.problem);
    try {
      return await decideAndSend(target, result, `resume:${invocationId}`);
    } catch (error) {
      const { ref: conversation, cycle } = target;
      log.write('error', { event: 'resume_error', conversation, cycle, error: errorName(error) });
      return refusedResult('unavailable');
    }
  };
}

/** An empty body is probably a lost body, not a result. `{"keys":{}}` is a result without variables. */
function readBody(bytes: Uint8Array): Answer | BadResult | NoResult {
  if (!isUtf8(bytes)) return { kind: 'bad_result', problem: 'it is not in UTF-8' };
  const text = new TextDecoder().decode(bytes);
  return text.trim() === '' ? { kind: 'no_result', problem: 'it is empty' } : readResult(text);
}

interface NoResult {
  readonly kind: 'no_result';
  readonly problem: string;
}

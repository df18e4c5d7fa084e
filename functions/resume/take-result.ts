// A processor's result, hours after its 202 perhaps: checked, decided, sent. What is decided is durable when it is
// answered; the call to Treble is made before the answer where it is quick, and left to the sweeper where it is not.
import { isUtf8 } from 'node:buffer';
import { decision } from '../core/wait/decision.ts';
import { type ResumeTarget, readResumeToken } from '../core/wait/resume-url.ts';
import { type Resumption, resumeWait } from '../core/wait/resumption.ts';
import { type SendPorts, type SendSettings, sendDecision } from '../core/wait/send-decision.ts';
import type { StoredSession } from '../core/wait/session-store.ts';
import { transition } from '../core/wait/transition.ts';
import type { SessionKey } from '../core/wait/variables.ts';
import { QUICK_TRIES } from '../platforms/treble/session-update.ts';
import { readResultKeys } from '../processors/read-answer.ts';
import type { ApiAnswer } from '../runtime/http/json-answer.ts';
import { errorName } from '../runtime/log.ts';
import { accepted, gone, refusedResult, repeated } from './answer.ts';

export interface ResultRequest {
  readonly method: string;
  readonly token: string;
  readonly body: Uint8Array;
}

export interface ResultSettings extends SendSettings {
  readonly key: string;
  readonly resumeDelayMs: number;
}

/** As much as an answer of a processor may have. */
const MAX_RESULT_BYTES = 256 * 1024;

/** No call to Treble begins later than this: whoever posts a result waits for our answer. */
const SEND_MS = 5_000;

export async function takeResult(
  request: ResultRequest,
  invocationId: string,
  ports: SendPorts,
  settings: ResultSettings,
): Promise<ApiAnswer> {
  if (request.method !== 'POST') return refusedResult('method_not_allowed');
  const target = readResumeToken(settings.key, request.token);
  if (!target) return refuse('not_found', ports);
  if (request.body.byteLength > MAX_RESULT_BYTES) return refuse('too_large', ports, target);
  const keys = readBody(request.body);
  if (typeof keys === 'string') return refuse(keys, ports, target);
  try {
    return await decideAndSend(target, keys, `resume:${invocationId}`, ports, settings);
  } catch (error) {
    const { ref: conversation, cycle } = target;
    ports.log.write('error', { event: 'resume_error', conversation, cycle, error: errorName(error) });
    return refusedResult('unavailable');
  }
}

/** Nothing at all is more likely a body that got lost than a word to go on, which `{"keys":{}}` is. */
function readBody(bytes: Uint8Array): SessionKey[] | 'no_result' | 'bad_result' | 'too_large' {
  if (!isUtf8(bytes)) return 'bad_result';
  const text = new TextDecoder().decode(bytes);
  return text.trim() === '' ? 'no_result' : readResultKeys(text);
}

async function decideAndSend(
  target: ResumeTarget,
  keys: readonly SessionKey[],
  owner: string,
  ports: SendPorts,
  settings: ResultSettings,
): Promise<ApiAnswer> {
  const { ref, cycle, receivedAtMs } = target;
  const nowMs = ports.clock.nowMs();
  const dueAtMs = Math.max(nowMs, receivedAtMs + settings.resumeDelayMs);
  const resuming = { cycle, receivedAtMs, decision: decision(owner, 'done', keys), nowMs, dueAtMs };
  const { outcome, stored } = await transition(ports.sessions, ref, (s) => resumeWait(s, resuming));
  logResumption(outcome, target, stored, ports);
  switch (outcome.kind) {
    case 'unknown':
      return refusedResult('not_found');
    case 'gone':
      return gone(outcome.reason);
    case 'repeat':
      return repeated();
    case 'decided':
      await send(target, owner, stored, ports, settings);
      return accepted();
  }
}

/** It is decided, so whatever happens here is no reason to say otherwise: the sweeper sends what is left. */
async function send(
  { ref, cycle }: ResumeTarget,
  owner: string,
  known: StoredSession,
  ports: SendPorts,
  settings: ResultSettings,
): Promise<void> {
  const untilMs = ports.clock.nowMs() + SEND_MS;
  try {
    await sendDecision({ ref, cycle, owner, tries: QUICK_TRIES, untilMs, known }, ports, settings);
  } catch (error) {
    ports.log.write('warn', { event: 'send_error', conversation: ref, cycle, error: errorName(error) });
  }
}

function refuse(
  refusal: Parameters<typeof refusedResult>[0],
  { log }: SendPorts,
  target?: ResumeTarget,
): ApiAnswer {
  log.write('warn', { event: 'resume', outcome: refusal, conversation: target?.ref, cycle: target?.cycle });
  return refusedResult(refusal);
}

function logResumption(
  outcome: Resumption,
  { ref, cycle }: ResumeTarget,
  { session }: StoredSession,
  { log, counters }: SendPorts,
): void {
  const reason = outcome.kind === 'gone' ? outcome.reason : undefined;
  const source = session?.cycle?.source;
  log.write('info', { event: 'resume', outcome: outcome.kind, reason, source, conversation: ref, cycle });
  if (reason === 'deadline' || reason === 'decided') counters.outcome(source ?? 'unknown', 'late');
}

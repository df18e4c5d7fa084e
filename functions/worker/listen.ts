// Listens to what a platform's webhooks say about conversations that are answered: whether a message of ours has come to the
// customer, and whether a person has the conversation.
import type { Job } from '../core/delivery/job.ts';
import { SEND } from '../core/policy.ts';
import { parkDecision, recordConfirmed } from '../core/wait/cycle-outcome.ts';
import { decisionSender, type SendPorts, type SendSettings } from '../core/wait/decision-sender.ts';
import { type Echo, type EchoOutcome, readMarker, recordEcho } from '../core/wait/echo.ts';
import type { StoredSession } from '../core/wait/session-store.ts';
import { transition } from '../core/wait/transition.ts';
import { findSigns } from '../platforms/signs.ts';
import { sha256 } from '../runtime/hmac.ts';

export interface ListenRequest {
  readonly job: Job;
  /** The platform's JSON. */
  readonly body: string;
  /** Unique to this message in this invocation. */
  readonly owner: string;
  /** No call begins later than this. */
  readonly untilMs: number;
}

export interface Listener {
  /** Of an event. Returns whether it is about a message of ours: then nobody is to work on it. */
  hear(request: ListenRequest): Promise<boolean>;
  /** Of a customer's message: whether a person has the conversation. */
  isTaken(job: Job, body: string): Promise<boolean>;
}

interface Candidate {
  readonly ref: string;
  readonly call: string;
}

export function listener(ports: SendPorts, settings: SendSettings): Listener {
  const { sessions, memory, clock } = ports;
  const sender = decisionSender(ports, settings);

  /** Where the echo may belong: what its marker names, or messages of the same text, oldest first. */
  async function candidatesFor({ marker, text }: Echo, conversation: string): Promise<readonly Candidate[]> {
    const named = marker === undefined ? undefined : readMarker(marker);
    if (named) return [named];
    if (text === undefined) return [];
    const digest = sha256(text);
    const sinceMs = clock.nowMs() - SEND.rememberedEchoMs;
    const { expected } = await memory.load(conversation);
    return expected.filter((one) => one.digest === digest && one.atMs >= sinceMs);
  }

  async function hearEcho(echo: Echo, request: ListenRequest): Promise<boolean> {
    const { job } = request;
    for (const { ref, call } of await candidatesFor(echo, job.conversation)) {
      const heard = { call, id: echo.id, status: echo.status, nowMs: clock.nowMs() };
      const { outcome, stored } = await transition(sessions, ref, (session) => recordEcho(session, heard));
      if (outcome.kind === 'other') continue;
      await memory.noteEcho(job.source);
      if (outcome.kind === 'recorded') await follow(outcome, stored, request);
      return true;
    }
    return false;
  }

  async function follow(
    { cycle, confirms, goesOn, undelivered }: Extract<EchoOutcome, { kind: 'recorded' }>,
    stored: StoredSession,
    { job, owner, untilMs }: ListenRequest,
  ): Promise<void> {
    const { session } = stored;
    if (!session) return;
    if (confirms) recordConfirmed(cycle, session, ports);
    if (undelivered) await parkDecision({ cycle, session, platform: job.platform }, 'undelivered', ports);
    if (!goesOn) return;
    const { ref } = session;
    const tries = SEND.quickTries;
    await sender.send({ ref, cycle: cycle.number, owner, tries, untilMs, known: stored });
  }

  return {
    async hear(request) {
      const { job, body } = request;
      const sign = findSigns(job.platform)?.read(job, parse(body));
      if (!sign) return false;
      if (sign.echo && (await hearEcho(sign.echo, request))) return true;
      const { turn, visit } = sign;
      const { conversation } = job;
      if (turn === 'bot') await memory.free(conversation);
      if (turn === 'person') {
        const atMs = clock.nowMs();
        await memory.silence(conversation, { by: 'person', atMs, ...(visit !== undefined && { visit }) });
      }
      return false;
    },

    async isTaken({ platform, conversation }, body) {
      const { silence } = await memory.load(conversation);
      if (!silence) return false;
      if (!findSigns(platform)?.isBots(parse(body), silence)) return true;
      await memory.free(conversation);
      return false;
    },
  };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

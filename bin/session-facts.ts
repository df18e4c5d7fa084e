// What is known of a conversation's current wait, as text and as JSON: its state, who decided, and what it went on with.
// Values of variables and messages are a customer's data: they are shown only where somebody asks for them.
import type { ReplyPart } from '../functions/core/wait/answer.ts';
import {
  type Cycle,
  conversationOf,
  type Decision,
  decidedBy,
  type Session,
} from '../functions/core/wait/session.ts';
import { latency } from '../functions/runtime/format.ts';
import { localTime } from './local-time.ts';

export const decisionOf = ({ progress }: Cycle): Decision | undefined =>
  'decision' in progress ? progress.decision : undefined;

/** `done`, `failed` or `timeout`; undefined while nobody has decided. */
export function causeOf(cycle: Cycle): string | undefined {
  const { progress } = cycle;
  return 'ending' in progress ? progress.ending.cause : decisionOf(cycle)?.cause;
}

/** Undefined while nobody has decided. */
export function deciderOf(cycle: Cycle): string | undefined {
  const by = decidedBy(cycle.progress);
  if (by === undefined) return undefined;
  if (by.startsWith('resume:')) return 'the processor, by a later result';
  if (by.startsWith('operate:')) return 'an operator';
  return { done: 'the processor', timeout: 'the deadline' }[causeOf(cycle) ?? ''] ?? 'Acuse';
}

export interface Shown {
  /** Values and messages too. */
  readonly payload: boolean;
}

/** What a decision brings into the conversation, a line each. */
export function answerLines({ keys, reply, intent, handoff, note }: Decision, { payload }: Shown): string[] {
  const variables = payload
    ? keys.map(({ key, value }) => `  ${key} = ${value}`)
    : [`  variables  ${keys.map(({ key }) => key).join(', ') || 'none'}`];
  const messages = reply?.map((part) => `  says       ${textOf(part)}`) ?? [];
  return [
    ...variables,
    ...(payload ? messages : messages.length > 0 ? [`  messages   ${messages.length}`] : []),
    ...(intent === undefined ? [] : [`  intent     ${intent}`]),
    ...(handoff ? [`  hand-over  ${handoff.to ?? 'yes'}`] : []),
    ...(note === undefined ? [] : [`  note       ${payload ? note : 'yes'}`]),
  ];
}

export const textOf = ({ text, caption, media }: ReplyPart): string =>
  [text ?? caption, media?.url].filter((part) => part !== undefined).join(' ');

export function describeSession(session: Session, shown: Shown): string[] {
  const { ref, message, cycle, past } = session;
  const conversation = conversationOf(session);
  const about = message ? [`  message    ${ref}`] : [];
  if (!cycle) return [`CONVERSATION ${conversation}`, ...about, '  It does not wait.'];
  const { source, number, deliveryId, receivedAtMs, deadlineAtMs } = cycle;
  const decision = decisionOf(cycle);
  const decider = deciderOf(cycle);
  return [
    `CONVERSATION ${conversation} of ${source}`,
    ...about,
    `  delivery   ${deliveryId}${number > 1 ? `, its ${number}. wait` : ''}`,
    `  received   ${localTime(receivedAtMs)}`,
    `  state      ${stateOf(cycle)}`,
    ...(decider === undefined
      ? [`  deadline   ${localTime(deadlineAtMs)}`]
      : [`  decided    ${causeOf(cycle)} by ${decider}`]),
    ...(decision ? answerLines(decision, shown) : []),
    ...workLines(cycle),
    ...callLines(cycle),
    ...past.map((one) => `  before     wait ${one.number}, delivery ${one.deliveryId}`),
  ];
}

function stateOf({ progress, receivedAtMs }: Cycle): string {
  if (!('ending' in progress)) return STATES[progress.state];
  const { reason, atMs } = progress.ending;
  return `${STATES[progress.state]}${reason === undefined ? '' : ` (${reason})`}, ${latency(atMs - receivedAtMs)} after receipt`;
}

const STATES: Record<Cycle['progress']['state'], string> = {
  waiting: 'waiting: not started, or will be tried again',
  processing: 'processing: the processor is working',
  delegated: 'delegated: the processor answered 202 and will call back',
  decided: 'decided: will be sent to the platform',
  sending: 'sending: being sent to the platform',
  continued: 'continued',
  refused: 'refused by the platform',
  closed: 'closed',
};

function workLines({ attempts, crashes, requeues, deferrals = 0, progress }: Cycle): string[] {
  const calls = 'update' in progress ? (progress.update?.attempts ?? 0) : 0;
  const parts = [
    [attempts, 'claims by a worker'],
    [crashes, 'died'],
    [requeues, 'requeued'],
    [deferrals, 'put off'],
    [calls, 'calls to the platform'],
  ].flatMap(([count, what]) => (count === 0 ? [] : [`${what} ${count}`]));
  return parts.length > 0 ? [`  work       ${parts.join(', ')}`] : [];
}

function callLines({ progress }: Cycle): string[] {
  const calls = 'update' in progress ? (progress.update?.calls ?? []) : [];
  return calls.map(({ name, state, echo }) => `  call       ${name} ${state}${echo ? `, ${echo}` : ''}`);
}

export function publicSession(session: Session, { payload }: Shown) {
  const { ref, cycle, past } = session;
  const decision = cycle && decisionOf(cycle);
  const { keys = [], reply = [] } = decision ?? {};
  return {
    conversation: conversationOf(session),
    ref,
    ...(cycle && {
      source: cycle.source,
      cycle: cycle.number,
      deliveryId: cycle.deliveryId,
      received: new Date(cycle.receivedAtMs).toISOString(),
      deadline: new Date(cycle.deadlineAtMs).toISOString(),
      state: cycle.progress.state,
      cause: causeOf(cycle) ?? null,
      decidedBy: deciderOf(cycle) ?? null,
      ...('ending' in cycle.progress && {
        ended: new Date(cycle.progress.ending.atMs).toISOString(),
        reason: cycle.progress.ending.reason ?? null,
      }),
    }),
    ...(decision && {
      variables: payload
        ? Object.fromEntries(keys.map(({ key, value }) => [key, value]))
        : keys.map(({ key }) => key),
      messages: payload ? reply.map(textOf) : reply.length,
    }),
    before: past.map(({ number, deliveryId }) => ({ cycle: number, deliveryId })),
  };
}

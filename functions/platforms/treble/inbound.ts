// What Treble posts from a flow. Such a body names no kind: it is deduced from the field that is present. The
// documented types are not the real ones: ids come as strings or numbers, keys are absent or null.
// https://help.treble.ai/en/api-reference/webhooks/intro
import { type InboundEvent, type InboundWait, unrecognised } from '../../core/delivery/event.ts';
import { type Attribution, BY_CUSTOMER, BY_PLATFORM } from '../attribution.ts';
import { field, filledField, textField } from '../fields.ts';
import { isCentreEvent, readCentre } from './centre.ts';
import { trebleContacts } from './contacts.ts';
import { readSessionId } from './session-id.ts';

type Kind = 'timeout' | 'opt-out' | 'response' | 'read' | 'delivered';

/**
 * In this order: a timeout may repeat fields of the answer, an answer those of the delivery. The first of a kind
 * is the time at which it happened, but for an opt-out, which has none of its own.
 */
const TELLING_FIELDS: readonly (readonly [Kind, string])[] = [
  ['timeout', 'timeout_at'],
  ['opt-out', 'reason'],
  ['response', 'responded_at'],
  ['response', 'actual_response'],
  ['read', 'read_at'],
  ['delivered', 'delivered_at'],
];

/** Whose doing it was. A tick is the telephone's; that time ran out counts as what the customer did not do. */
const ATTRIBUTION: Record<Kind, Attribution> = {
  response: BY_CUSTOMER,
  'opt-out': BY_CUSTOMER,
  timeout: { ...BY_CUSTOMER, direction: 'none' },
  read: { ...BY_PLATFORM, noise: true },
  delivered: { ...BY_PLATFORM, noise: true },
};

export function readTreble(body: unknown, text: string): InboundEvent {
  const centreEvent = filledField(body, 'event_type');
  const sessionId = readSessionId(body, text);
  if (centreEvent !== undefined && (sessionId === undefined || isCentreEvent(centreEvent)))
    return readCentre(body, centreEvent, sessionId);
  if (sessionId === undefined) return { ...unrecognised('treble', 'no_session_id'), ...trebleContacts(body) };
  const kind = kindOf(body);
  const reason = centreEvent === undefined ? 'unknown_kind' : 'unknown_event_type';
  return {
    ...(kind ? { type: `treble.${kind}`, ...ATTRIBUTION[kind] } : unrecognised('treble', reason)),
    conversation: ['treble', sessionId],
    ...trebleContacts(body),
    ...deduplicationKey(body, kind, sessionId),
    ...effectOnWait(body, kind, sessionId),
  };
}

function kindOf(body: unknown): Kind | undefined {
  return TELLING_FIELDS.find(([kind, name]) => tells(kind, field(body, name)))?.[0];
}

/**
 * Null and blank tell nothing. An opt-out ends a wait without a word to the customer, so only the one reason
 * that is documented makes one; a body with another reason keeps its conversation alive.
 */
function tells(kind: Kind, value: unknown): boolean {
  if (kind === 'opt-out') return typeof value === 'string' && /^\s*opt[-_ ]?out\s*$/i.test(value);
  return typeof value === 'string' ? value.trim() !== '' : value !== undefined;
}

function ownTime(body: unknown, kind: Kind | undefined): string | undefined {
  const name = TELLING_FIELDS.find(([each]) => each === kind)?.[1];
  return name === undefined || kind === 'opt-out' ? undefined : filledField(body, name);
}

/** Never session and kind alone: one session answers many questions. Times are compared as they were written. */
function deduplicationKey(
  body: unknown,
  kind: Kind | undefined,
  sessionId: string,
): Pick<InboundEvent, 'deduplicationKey'> {
  const time = kind === 'opt-out' ? filledField(body, 'sent_at') : ownTime(body, kind);
  return kind && time !== undefined
    ? { deduplicationKey: [kind, sessionId, flow(body), time, answer(body)] }
    : {};
}

function effectOnWait(body: unknown, kind: Kind | undefined, sessionId: string): { wait?: InboundWait } {
  if (kind === 'read' || kind === 'delivered') return {};
  const time = ownTime(body, kind);
  const question = field(body, 'question');
  const asked = [textField(question, 'type') ?? '', textField(question, 'text') ?? ''];
  const identity = [kind ?? 'unknown', flow(body), ...asked, answer(body), time ?? ''];
  const effect = kind === 'opt-out' ? 'closes' : 'opens';
  return { wait: { sessionId, effect, identity, hasOwnTime: time !== undefined } };
}

/** What Treble calls a conversation is not the chat, but the flow that it runs through. */
function flow(body: unknown): string {
  return textField(body, 'conversation_id') ?? '';
}

function answer(body: unknown): string {
  const classified = textField(field(body, 'classified_answer'), 'text');
  return JSON.stringify([textField(body, 'actual_response'), classified]);
}

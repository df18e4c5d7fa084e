// Reads the webhooks of Treble flows. A body does not name its kind: the fields that are present show it. The real
// types differ from the documentation: ids are strings or numbers, keys are absent or null.
// https://help.treble.ai/en/api-reference/webhooks/intro
import { type InboundEvent, type InboundWait, unrecognised } from '../../core/delivery/event.ts';
import { type Attribution, BY_CUSTOMER, BY_PLATFORM } from '../attribution.ts';
import { field, filledField, textField } from '../fields.ts';
import { CENTRE_EVENTS, isCentreEvent, readCentre } from './centre.ts';
import { trebleContacts } from './contacts.ts';
import { readSessionId } from './session-id.ts';

type Kind = 'timeout' | 'opt-out' | 'response' | 'read' | 'delivered';

/**
 * In order of precedence: a timeout can repeat fields of the answer, and an answer those of the delivery. The first
 * field of a kind is its time, except for an opt-out, which has no time.
 */
const KIND_FIELDS: readonly (readonly [Kind, string])[] = [
  ['timeout', 'timeout_at'],
  ['opt-out', 'reason'],
  ['response', 'responded_at'],
  ['response', 'actual_response'],
  ['read', 'read_at'],
  ['delivered', 'delivered_at'],
];

/** Of flows and of the webhook centre. */
export const trebleEvents = (): readonly string[] => [...Object.keys(ATTRIBUTION), ...CENTRE_EVENTS];

/** Read and delivered come from the telephone. A timeout is attributed to the customer, who did not answer. */
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
  return KIND_FIELDS.find(([kind, name]) => isPresent(kind, field(body, name)))?.[0];
}

/**
 * Null and blank mean absent. An opt-out ends a wait without a message to the customer, so only the documented reason
 * counts as one. A body with another reason keeps its wait.
 */
function isPresent(kind: Kind, value: unknown): boolean {
  if (kind === 'opt-out') return typeof value === 'string' && /^\s*opt[-_ ]?out\s*$/i.test(value);
  return typeof value === 'string' ? value.trim() !== '' : value !== undefined;
}

function ownTime(body: unknown, kind: Kind | undefined): string | undefined {
  const name = KIND_FIELDS.find(([fieldKind]) => fieldKind === kind)?.[1];
  return name === undefined || kind === 'opt-out' ? undefined : filledField(body, name);
}

/** Session and kind are not enough: a session has many answers. Times are compared as text. */
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

/** Treble's `conversation_id` is the id of the flow, not of the chat. */
function flow(body: unknown): string {
  return textField(body, 'conversation_id') ?? '';
}

function answer(body: unknown): string {
  const classified = textField(field(body, 'classified_answer'), 'text');
  return JSON.stringify([textField(body, 'actual_response'), classified]);
}

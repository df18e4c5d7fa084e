// What Treble posts: the flow webhooks, which name no kind (it is deduced from the field that is present), and
// the webhook centre's, which carry `event_type`. The documented types are not the real ones: ids come as
// strings or numbers, keys are absent or null.
// https://help.treble.ai/en/api-reference/webhooks/intro
import { type InboundEvent, type InboundWait, unrecognised } from '../../shared/domain/event.ts';
import { field, filledField, textField } from '../fields.ts';
import { readSessionId } from './session-id.ts';

type Kind = 'timeout' | 'opt-out' | 'response' | 'read' | 'delivered';

/** In this order: a timeout may repeat fields of the answer, an answer those of the delivery. */
const TELLING_FIELDS: readonly (readonly [Kind, string])[] = [
  ['timeout', 'timeout_at'],
  ['opt-out', 'reason'],
  ['response', 'responded_at'],
  ['response', 'actual_response'],
  ['read', 'read_at'],
  ['delivered', 'delivered_at'],
];

/** When it happened, by the event's own word. An opt-out has no time of its own. */
const OWN_TIME: Record<Exclude<Kind, 'opt-out'>, string> = {
  timeout: 'timeout_at',
  response: 'responded_at',
  read: 'read_at',
  delivered: 'delivered_at',
};

/** Whose doing it was. A tick is the telephone's; that time ran out counts as what the customer did not do. */
const NATURE: Record<Kind, Pick<InboundEvent, 'direction' | 'author' | 'private' | 'noise'>> = {
  response: { direction: 'inbound', author: 'customer', private: false, noise: false },
  'opt-out': { direction: 'inbound', author: 'customer', private: false, noise: false },
  timeout: { direction: 'none', author: 'customer', private: false, noise: false },
  read: { direction: 'none', author: 'system', private: false, noise: true },
  delivered: { direction: 'none', author: 'system', private: false, noise: true },
};

const CENTRE_EVENTS: readonly string[] = ['hsm.status', 'session.close', 'deployment.failure'];

export function readTreble(body: unknown, text: string): InboundEvent {
  const centreEvent = textField(body, 'event_type');
  if (centreEvent !== undefined && CENTRE_EVENTS.includes(centreEvent)) return readCentre(body, centreEvent);
  const kind = TELLING_FIELDS.find(([, name]) => field(body, name) !== undefined)?.[0];
  const sessionId = readSessionId(body, text);
  if (sessionId === undefined) return unrecognised('treble', 'no_session_id');
  return {
    ...(kind ? { type: `treble.${kind}`, ...NATURE[kind] } : unrecognised('treble', 'unknown_kind')),
    conversation: ['treble', sessionId],
    ...sameness(body, kind, sessionId),
    ...effectOnWait(body, kind, sessionId),
  };
}

function ownTime(body: unknown, kind: Kind | undefined): string | undefined {
  return kind && kind !== 'opt-out' ? filledField(body, OWN_TIME[kind]) : undefined;
}

/** Never session and kind alone: one session answers many questions. */
function sameness(body: unknown, kind: Kind | undefined, sessionId: string): Pick<InboundEvent, 'sameness'> {
  const time = kind === 'opt-out' ? filledField(body, 'sent_at') : ownTime(body, kind);
  if (!kind || time === undefined) return {};
  return { sameness: [kind, sessionId, textField(body, 'conversation_id') ?? '', time, answer(body)] };
}

function effectOnWait(body: unknown, kind: Kind | undefined, sessionId: string): { wait?: InboundWait } {
  if (kind === 'read' || kind === 'delivered') return {};
  const time = ownTime(body, kind);
  const question = field(body, 'question');
  const identity = [
    kind ?? 'unknown',
    textField(body, 'conversation_id') ?? '',
    textField(question, 'type') ?? '',
    textField(question, 'text') ?? '',
    answer(body),
    time ?? '',
  ];
  const effect = kind === 'opt-out' ? 'closes' : 'opens';
  return { wait: { sessionId, effect, identity, hasOwnTime: time !== undefined } };
}

function answer(body: unknown): string {
  const classified = textField(field(body, 'classified_answer'), 'text');
  return JSON.stringify([textField(body, 'actual_response'), classified]);
}

/** The centre's events carry an id; of a session they know its external id (may be empty) or only the phone. */
function readCentre(body: unknown, event: string): InboundEvent {
  const eventId = filledField(body, 'event_id');
  const conversation = centreConversation(body);
  return {
    type: `treble.${event}`,
    direction: 'none',
    author: 'system',
    private: false,
    noise: false,
    ...(conversation && { conversation }),
    ...(eventId !== undefined && { sameness: ['centre', eventId] }),
  };
}

function centreConversation(body: unknown): readonly string[] | undefined {
  const sessionId = filledField(field(body, 'session'), 'external_id');
  if (sessionId !== undefined) return ['treble', sessionId];
  const user = field(body, 'user');
  const phone = filledField(user, 'cellphone');
  if (phone === undefined) return undefined;
  return ['treble', 'contact', textField(user, 'country_code') ?? '', phone];
}

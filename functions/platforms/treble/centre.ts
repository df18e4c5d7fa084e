// What Treble's webhook centre posts: one URL an account, each body with `event_type` and `event_id`. Of a session
// it knows the external id (which may be empty) or only the telephone. A flatter form, seen with third parties,
// has external_id and phone at the top.
// https://help.treble.ai/en/api-reference/webhooks/webhook-center/intro
import { type InboundEvent, unrecognised } from '../../core/delivery/event.ts';
import { BY_PLATFORM, location } from '../attribution.ts';
import { field, filledField, idField, textField } from '../fields.ts';
import { trebleContacts } from './contacts.ts';

const EVENTS: readonly string[] = ['hsm.status', 'session.close', 'deployment.failure'];

/** None of these says that a conversation stands still, so none ever opens a wait. */
export function isCentreEvent(eventType: string): boolean {
  return EVENTS.includes(eventType);
}

/** `sessionId`: as a flow webhook would have it, at the top. */
export function readCentre(body: unknown, event: string, sessionId: string | undefined): InboundEvent {
  const eventId = filledField(body, 'event_id');
  return {
    ...(isCentreEvent(event)
      ? { type: `treble.${event}`, ...BY_PLATFORM }
      : unrecognised('treble', 'unknown_event_type')),
    ...location(conversationOf(body, sessionId), undefined),
    ...trebleContacts(body),
    ...(eventId !== undefined && { deduplicationKey: ['centre', eventId] }),
  };
}

function conversationOf(body: unknown, sessionId: string | undefined): readonly string[] | undefined {
  const external =
    idField(field(body, 'session'), 'external_id') ?? idField(body, 'external_id') ?? sessionId;
  if (external !== undefined) return ['treble', external];
  const user = field(body, 'user');
  const phone = idField(user, 'cellphone') ?? idField(body, 'phone');
  return phone === undefined
    ? undefined
    : ['treble', 'contact', textField(user, 'country_code') ?? '', phone];
}

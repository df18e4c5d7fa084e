// Reads the webhooks of Treble's webhook centre: one URL for each account, and `event_type` and `event_id` in each
// body. A body has the external id of the session (which can be empty) or only the telephone. Third parties also show
// a flat form, with external_id and phone at the top level.
// https://help.treble.ai/en/api-reference/webhooks/webhook-center/intro
import { type InboundEvent, unrecognised } from '../../core/delivery/event.ts';
import { BY_PLATFORM, location } from '../attribution.ts';
import { field, filledField, idField, textField } from '../fields.ts';
import { trebleContacts } from './contacts.ts';

export const CENTRE_EVENTS: readonly string[] = ['hsm.status', 'session.close', 'deployment.failure'];

/** None of these events means that a conversation is waiting, so none opens a wait. */
export function isCentreEvent(eventType: string): boolean {
  return CENTRE_EVENTS.includes(eventType);
}

/** `sessionId`: from the top level, as in a flow webhook. */
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

// What Treble's webhook centre posts: one URL an account, each body with `event_type` and `event_id`. Of a session
// it knows the external id (which may be empty) or only the telephone. A flatter form, seen with third parties,
// has external_id and phone at the top.
// https://help.treble.ai/en/api-reference/webhooks/webhook-center/intro
import { type InboundEvent, unrecognised } from '../../shared/domain/event.ts';
import { field, filledField, idField, textField } from '../fields.ts';
import { BY_PLATFORM } from '../nature.ts';
import { readSessionId } from './session-id.ts';

const EVENTS: readonly string[] = ['hsm.status', 'session.close', 'deployment.failure'];

/** None of these says that a conversation stands still, so none ever opens a wait. */
export function isCentreEvent(eventType: string): boolean {
  return EVENTS.includes(eventType);
}

export function readCentre(body: unknown, text: string, event: string): InboundEvent {
  return { type: `treble.${event}`, ...BY_PLATFORM, ...about(body, text) };
}

export function readUnknownCentre(body: unknown, text: string): InboundEvent {
  return { ...unrecognised('treble', 'unknown_event_type'), ...about(body, text) };
}

function about(body: unknown, text: string): Pick<InboundEvent, 'conversation' | 'sameness'> {
  const eventId = filledField(body, 'event_id');
  const conversation = conversationOf(body, text);
  return {
    ...(conversation && { conversation }),
    ...(eventId !== undefined && { sameness: ['centre', eventId] }),
  };
}

function conversationOf(body: unknown, text: string): readonly string[] | undefined {
  const external = idField(field(body, 'session'), 'external_id') ?? idField(body, 'external_id');
  const sessionId = external ?? readSessionId(body, text);
  if (sessionId !== undefined) return ['treble', sessionId];
  const user = field(body, 'user');
  const phone = idField(user, 'cellphone') ?? idField(body, 'phone');
  return phone === undefined
    ? undefined
    : ['treble', 'contact', textField(user, 'country_code') ?? '', phone];
}

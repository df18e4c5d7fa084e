// What Trino AI posts. It is a Chatwoot under another name, so this adapter speaks Chatwoot: account webhooks, API
// inboxes, and the URLs typed into automation rules and macros, whose bodies are conversations whatever the rule
// was about.
// https://www.chatwoot.com/docs/product/others/webhook-events
import { type InboundEvent, unrecognised } from '../../core/delivery/event.ts';
import { filledField } from '../fields.ts';
import { trinoContacts } from './contacts.ts';
import {
  readContactEvent,
  readConversation,
  readConversationUpdate,
  readInbox,
  readTyping,
  readWidget,
} from './entity.ts';
import { readMessage, type TrinoBody } from './message.ts';
import { locationOf, namedConversation, typedMessage } from './shape.ts';

type Reader = (delivery: TrinoBody) => Omit<InboundEvent, 'type'>;

/** conversation_resolved and _opened are what agent bots and old versions are told. */
const EVENTS: ReadonlyMap<string, Reader> = new Map([
  ['message_created', readMessage],
  ['message_updated', readMessage],
  ['conversation_created', readConversation],
  ['conversation_updated', readConversationUpdate],
  ['conversation_status_changed', readConversation],
  ['conversation_resolved', readConversation],
  ['conversation_opened', readConversation],
  ['conversation_typing_on', readTyping],
  ['conversation_typing_off', readTyping],
  ['webwidget_triggered', readWidget],
  ['contact_created', readContactEvent],
  ['contact_updated', readContactEvent],
  ['inbox_created', readInbox],
  ['inbox_updated', readInbox],
  ['macro.executed', readMacro],
]);

const AUTOMATION = 'automation_event.';

export function readTrino(body: unknown, text: string): InboundEvent {
  const event = filledField(body, 'event') ?? '';
  const byRule = event.startsWith(AUTOMATION);
  const shape = byRule ? event.slice(AUTOMATION.length) : event;
  const read = EVENTS.get(shape);
  if (!read) {
    const reason = event === '' ? 'no_event' : 'unknown_event';
    return {
      ...unrecognised('trino', reason),
      ...locationOf(body, namedConversation(body)),
      ...trinoContacts(shape, body),
    };
  }
  const delivery = { event, shape, body, text };
  return {
    type: `trino.${event}`,
    ...(byRule ? readAutomation(delivery, read) : read(delivery)),
    ...trinoContacts(shape, body),
  };
}

/**
 * A rule speaks in the name of the event that set it off, and keeps that name: somebody asked for it, so it is
 * never noise. Whose message it was is only said by a body that is the message.
 */
function readAutomation(delivery: TrinoBody, read: Reader): Omit<InboundEvent, 'type'> {
  const reader = read === readMessage && !typedMessage(delivery.body) ? readConversation : read;
  return { ...reader(delivery), noise: false };
}

/** Agents run macros. */
function readMacro(delivery: TrinoBody): Omit<InboundEvent, 'type'> {
  return { ...readConversation(delivery), author: 'operator' };
}

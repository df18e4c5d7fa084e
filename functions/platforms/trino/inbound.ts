// Reads the webhooks of Trino AI, which is Chatwoot under another name: account webhooks, API inboxes, and the URLs in
// automation rules and macros. The body of a rule or macro is a conversation, whatever the rule is about.
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

/** conversation_resolved and _opened come from agent bots and old versions. */
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

/** An automation rule can be about each of them. */
export function trinoEvents(): readonly string[] {
  const names = [...EVENTS.keys()];
  return [...names, ...names.map((name) => AUTOMATION + name)];
}

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
 * The event of a rule has the name of the event that triggered the rule. It is never noise, because a user configured
 * it. The author of a message is known only if the body is the message.
 */
function readAutomation(delivery: TrinoBody, read: Reader): Omit<InboundEvent, 'type'> {
  const reader = read === readMessage && !typedMessage(delivery.body) ? readConversation : read;
  return { ...reader(delivery), noise: false };
}

/** Only agents run macros. */
function readMacro(delivery: TrinoBody): Omit<InboundEvent, 'type'> {
  return { ...readConversation(delivery), author: 'operator' };
}

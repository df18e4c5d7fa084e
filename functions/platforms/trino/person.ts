// Determines the kind of a person in a Chatwoot body. Users, agent bots and assistants have a type; a contact has one
// only inside conversation.meta.
// https://github.com/chatwoot/chatwoot/blob/develop/app/models/message.rb
import type { Author } from '../../core/delivery/event.ts';
import { field, objectField, textField } from '../fields.ts';

/** The top level has `type` (agent_bot), a nested message has `sender_type` (AgentBot). */
export function personOf(holder: unknown, name: 'sender' | 'user'): Author | undefined {
  const person = objectField(holder, name);
  const type = (textField(person, 'type') ?? textField(holder, 'sender_type') ?? '').toLowerCase();
  if (type === 'user') return 'operator';
  if (/bot|captain|assistant/.test(type)) return 'bot';
  const likeContact =
    person && (Object.hasOwn(person, 'phone_number') || Object.hasOwn(person, 'identifier'));
  return type === 'contact' || likeContact ? 'customer' : undefined;
}

/**
 * The author of an outgoing message. Messages of rules and campaigns are automatic, as in Chatwoot. A message without a
 * sender is automatic too, except an echo of a message that a person wrote in the app of the channel.
 */
export function authorOfOutgoing(message: unknown): Author {
  const attributes = field(message, 'content_attributes');
  const automatic =
    field(attributes, 'automation_rule_id') !== undefined ||
    field(field(message, 'additional_attributes'), 'campaign_id') !== undefined;
  const person = personOf(message, 'sender');
  if (automatic || person === 'bot') return 'bot';
  const hasSender = person !== undefined || objectField(message, 'sender') !== undefined;
  return hasSender || field(attributes, 'external_echo') === true ? 'operator' : 'bot';
}

// Who somebody is in a Chatwoot body. Users, agent bots and assistants say their type; a contact does so only
// inside conversation.meta.
// https://github.com/chatwoot/chatwoot/blob/develop/app/models/message.rb
import type { Author } from '../../core/delivery/event.ts';
import { field, objectField, textField } from '../fields.ts';

/** `type` as the top level has it (agent_bot), or `sender_type` as a nested message has it (AgentBot). */
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
 * Whose an outgoing message is. Chatwoot itself does not count rules' and campaigns' messages as a person's; one
 * without a sender is a rule's, too, unless it echoes what somebody typed into the channel's own app.
 */
export function authorOfOutgoing(message: unknown): Author {
  const attributes = field(message, 'content_attributes');
  const automatic =
    field(attributes, 'automation_rule_id') !== undefined ||
    field(field(message, 'additional_attributes'), 'campaign_id') !== undefined;
  const person = personOf(message, 'sender');
  if (automatic || person === 'bot') return 'bot';
  const signed = person !== undefined || objectField(message, 'sender') !== undefined;
  return signed || field(attributes, 'external_echo') === true ? 'operator' : 'bot';
}

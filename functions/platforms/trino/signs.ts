// What Chatwoot's webhooks say about a conversation that is answered. A message returns our marker in its
// content_attributes, and its id is that of our call. The same message comes from each webhook, and again with each
// tick. Webhooks are not in order, so a conversation is the bot's again only by a change that says so, never by its
// state alone.
import type { EchoStatus } from '../../core/wait/echo.ts';
import { field, filledField, holdsSomething, idField, textField } from '../fields.ts';
import type { PlatformSigns, Sign } from '../platform-signs.ts';
import { changedNames, previousValue } from './changed-attributes.ts';
import { statusOf, typeOf } from './message.ts';
import { assigneeOf, conversationStatus } from './owner.ts';
import { conversationIn, messageIn, namedConversation } from './shape.ts';

/** WhatsApp's window. */
const PERSON_MS = 24 * 3600_000;

export const trinoSigns: PlatformSigns = {
  read(job, body) {
    const event = job.type.replace(/^trino\./, '');
    if (event === 'message_created' || event === 'message_updated') return readMessage(job, body);
    const isAboutConversation = event.startsWith('conversation_') && !event.startsWith('conversation_typing');
    const turn = isAboutConversation ? turnOf(body, conversationIn(body)) : undefined;
    return turn && { turn };
  },

  /** An inbox with a bot makes a conversation pending that the customer opens again. */
  isBots(body, silence) {
    const conversation = namedConversation(body);
    if (conversationStatus(conversation) !== 'pending' || assigneeOf(conversation) === 'person') return false;
    // A message that was written before the hand-over says nothing of what came after it. A person who writes from the dashboard
    // does not open a pending conversation: it is theirs for the hours in which they can answer.
    const writtenAtMs = Date.parse(textField(messageIn(body), 'created_at') ?? '');
    const untilMs = silence.atMs + (silence.by === 'person' ? PERSON_MS : 0);
    return !(writtenAtMs <= untilMs);
  },
};

function readMessage(
  { type, author, private: isPrivate }: Parameters<PlatformSigns['read']>[0],
  body: unknown,
): Sign | undefined {
  const message = messageIn(body);
  if (author === 'customer' || typeOf(message) !== 'outgoing') return undefined;
  const attributes = field(message, 'content_attributes');
  const [marker, id, text] = [
    filledField(attributes, 'acuse'),
    idField(message, 'id'),
    filledField(message, 'content'),
  ];
  const isNew = type === 'trino.message_created';
  return {
    echo: {
      ...(marker !== undefined && { marker }),
      ...(id !== undefined && { id }),
      ...(text !== undefined && { text }),
      status: echoStatus(message, body),
    },
    // Also our own, where the key is a user's.
    ...(isNew && author === 'operator' && !isPrivate && { turn: 'person' }),
  };
}

const STATUS: Readonly<Record<string, EchoStatus>> = {
  delivered: 'delivered',
  read: 'read',
  failed: 'failed',
};

/** Outside WhatsApp's window the call succeeds, and an external_error comes afterwards. */
function echoStatus(message: unknown, body: unknown): EchoStatus {
  if (holdsSomething(field(message, 'content_attributes'), 'external_error')) return 'failed';
  const status = statusOf(message, namedConversation(body)) ?? '';
  return (Object.hasOwn(STATUS, status) ? STATUS[status] : undefined) ?? 'sent';
}

/** By a change: a state that has lasted may be older than what we know. */
function turnOf(body: unknown, conversation: unknown): Sign['turn'] {
  const changed = field(body, 'changed_attributes');
  const names = changedNames(changed);
  const status = conversationStatus(conversation);
  const assignee = assigneeOf(conversation);
  const isAboutStatus = /_(status_changed|resolved)$/.test(textField(body, 'event') ?? '');
  const hasNewStatus = isAboutStatus || names.includes('status');
  const hasNewAssignee = names.some((name) => name.startsWith('assignee'));
  if (status === 'resolved') return hasNewStatus ? 'bot' : undefined;
  // Only where a bot is connected is a conversation pending.
  if (status === 'open' && previousValue(changed, 'status') === 'pending') return 'person';
  // Old versions do not say what has changed.
  if (assignee === 'person') return hasNewAssignee || names.length === 0 ? 'person' : undefined;
  const isGivenBack = (status === 'pending' && hasNewStatus) || (assignee === 'bot' && hasNewAssignee);
  return isGivenBack ? 'bot' : undefined;
}

// The conversations of a simulated platform whose messages are answered, as `GET /conversations` shows them.

export type Speaker = 'customer' | 'operator' | 'bot' | 'note';

export interface ChatFile {
  readonly name: string;
  readonly type: string;
  readonly url?: string;
  readonly bytes?: number;
}

export interface ChatMessage {
  readonly id: string;
  /** A `note` is for colleagues only. */
  readonly from: Speaker;
  readonly text: string;
  readonly file?: ChatFile | undefined;
  /** What our call has put into it. */
  readonly marker?: string | undefined;
  readonly at: string;
  status: 'sent' | 'delivered' | 'read';
  /** What each webhook about it was answered with; 0: no answer. */
  readonly webhooks: number[];
}

export interface Chat {
  readonly id: string;
  /** The customer's telephone number. Empty: a call named a conversation in which nobody has said anything here. */
  from: string;
  /** Whose it is, in the platform's word. */
  state: string;
  /** When this visit of the customer began. */
  visitAt: string;
  /** The last team that it was handed over to, or intent that was triggered. */
  handedTo?: string | undefined;
  variables: Readonly<Record<string, unknown>>;
  readonly messages: ChatMessage[];
  /** The source that its webhooks go to. */
  source?: { readonly id: string; readonly url: string } | undefined;
}

export type NewMessage = Pick<ChatMessage, 'id' | 'from' | 'text' | 'file' | 'marker'>;

export interface Chats {
  list(): readonly Chat[];
  find(id: string): Chat | undefined;
  /** Any id is a conversation from the first time that it is named. */
  findOrAdd(id: string, from?: string): Chat;
  add(chat: Chat, message: NewMessage): ChatMessage;
  /** Settles with the next message of ours to the customer. */
  answered(id: string): Promise<ChatMessage>;
}

/** Limits for the memory of long tests. */
const MOST_CHATS = 1000;
const MOST_MESSAGES = 200;

export function createChats(firstState: string): Chats {
  const chats = new Map<string, Chat>();
  const waiting = new Map<string, (message: ChatMessage) => void>();
  const now = () => new Date().toISOString();
  return {
    list: () => [...chats.values()],
    find: (id) => chats.get(id),
    findOrAdd(id, from = '') {
      const chat = chats.get(id) ?? {
        id,
        from,
        state: firstState,
        visitAt: now(),
        variables: {},
        messages: [],
      };
      if (from !== '') chat.from = from;
      chats.set(id, chat);
      const [oldest] = chats.keys();
      if (chats.size > MOST_CHATS && oldest !== undefined) chats.delete(oldest);
      return chat;
    },
    add(chat, message) {
      const added: ChatMessage = { ...message, at: now(), status: 'sent', webhooks: [] };
      chat.messages.push(added);
      if (chat.messages.length > MOST_MESSAGES) chat.messages.shift();
      if (message.from === 'bot') {
        waiting.get(chat.id)?.(added);
        waiting.delete(chat.id);
      }
      return added;
    },
    answered: (id) => new Promise((settle) => waiting.set(id, settle)),
  };
}

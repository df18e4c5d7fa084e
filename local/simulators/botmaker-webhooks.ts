// The webhooks of a simulated Botmaker, in the form of version 1.1.
// https://help.botmaker.com/es/help/5976723636536441591
import type { Chat, ChatMessage } from './chats.ts';

const BUSINESS_NUMBER = '541155550000';
export const CHANNEL = `SIMULATOR-whatsapp-${BUSINESS_NUMBER}`;

const FROM = { customer: 'user', operator: 'operator', bot: 'bot', note: 'bot' } as const;

const about = (chat: Chat) => ({
  v: '1.1',
  chatPlatform: 'whatsapp',
  chatChannelId: CHANNEL,
  whatsappNumber: BUSINESS_NUMBER,
  ...(chat.from !== '' && { contactId: chat.from }),
  customerId: chat.id,
});

export function botmakerMessage(chat: Chat, { id, from, text, file, at }: ChatMessage): object {
  const name = file?.type.startsWith('image/') ? 'image' : 'file';
  const message = {
    _id_: id,
    date: at,
    from: FROM[from],
    ...(from === 'customer' && { fromCustomer: true, fromName: 'Lucía' }),
    ...(text !== '' && { message: text }),
    ...(file?.url !== undefined && { [name]: file.url }),
  };
  return { ...about(chat), type: 'message', sessionCreationTime: chat.visitAt, messages: [message] };
}

/** `clientPayload` is our call's `webhookPayload`. */
export const botmakerStatus = (chat: Chat, { id, status, marker }: ChatMessage): object => ({
  ...about(chat),
  type: 'status',
  messageId: id,
  status,
  statusChangeTime: new Date().toISOString(),
  ...(marker !== undefined && { clientPayload: marker }),
});

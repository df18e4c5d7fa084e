// One webhook of each platform, as it would really come, of invented people: what `acuse test` posts.
import type { Platform } from '../functions/core/source/source.ts';

/** `id` is new every time, so that no sample repeats another. */
export function sampleOf(platform: Platform, id: string, nowMs: number): string {
  return JSON.stringify(SAMPLES[platform](`acuse-test-${id}`, new Date(nowMs).toISOString(), nowMs));
}

const SAMPLES: Record<Platform, (id: string, iso: string, nowMs: number) => object> = {
  treble: (id, iso) => ({
    country_code: '+57',
    cellphone: '3000000000',
    session_id: id,
    conversation_id: 1,
    question: { type: 'open', text: '¿Puedes enviarnos una foto?' },
    sent_at: iso.replace('T', ' ').replace('Z', ''),
    responded_at: iso.replace('T', ' ').replace('Z', ''),
    sent_text: '¿Puedes enviarnos una foto?',
    actual_response: 'Sí, aquí va',
    user_session_keys: [],
  }),
  botmaker: (id, iso) => ({
    v: '1.1',
    type: 'message',
    chatPlatform: 'whatsapp',
    chatChannelId: 'ACUSE-whatsapp-test',
    contactId: id,
    customerId: id,
    firstName: 'Prueba',
    messages: [
      { _id_: id, date: iso, message: 'Hola', fromName: 'Prueba', from: 'user', fromCustomer: true },
    ],
  }),
  trino: (id, iso, nowMs) => ({
    account: { id: 1, name: 'Acuse' },
    additional_attributes: {},
    content_attributes: {},
    content_type: 'text',
    content: 'Olá',
    conversation: {
      id: nowMs % 1_000_000_000,
      inbox_id: 1,
      channel: 'Channel::Api',
      status: 'open',
      messages: [],
    },
    created_at: iso,
    id: nowMs,
    inbox: { id: 1, name: 'Acuse' },
    message_type: 'incoming',
    private: false,
    sender: { id: 1, name: id },
    source_id: null,
    event: 'message_created',
  }),
};

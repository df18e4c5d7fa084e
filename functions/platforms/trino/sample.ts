// The Trino AI sample that `acuse test` posts: a realistic webhook about an invented person.
import type { Sample } from '../sample.ts';

export const sample: Sample = ({ id, iso, nowMs, answer = 'Olá', photoUrl, conversation }) => ({
  account: { id: 1, name: 'Acuse' },
  additional_attributes: {},
  content_attributes: {},
  content_type: 'text',
  content: answer,
  ...(photoUrl !== undefined && { attachments: [{ id: 1, file_type: 'image', data_url: photoUrl }] }),
  conversation: {
    id: conversation ?? nowMs % 1_000_000_000,
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
});

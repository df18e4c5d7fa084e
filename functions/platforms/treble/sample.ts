// The Treble sample that `acuse test` posts: a realistic webhook about an invented person.
import type { Sample } from '../sample.ts';

export const sample: Sample = ({ id, iso, answer, photoUrl, photoKey = '', conversation = id }) => ({
  country_code: '+57',
  cellphone: '3000000000',
  session_id: conversation,
  conversation_id: 1,
  question: { type: 'open', text: '¿Puedes enviarnos una foto?' },
  sent_at: iso.replace('T', ' ').replace('Z', ''),
  responded_at: iso.replace('T', ' ').replace('Z', ''),
  sent_text: '¿Puedes enviarnos una foto?',
  actual_response: photoUrl ?? answer ?? 'Sí, aquí va',
  user_session_keys:
    photoKey === '' || photoUrl === undefined ? [] : [{ key: photoKey, value: photoUrl, type: null }],
});

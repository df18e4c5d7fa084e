// The Botmaker sample that `acuse test` posts: a realistic webhook about an invented person.
import type { Sample } from '../sample.ts';

export const sample: Sample = ({ id, iso, answer = 'Hola', photoUrl, conversation = id }) => ({
  v: '1.1',
  type: 'message',
  chatPlatform: 'whatsapp',
  chatChannelId: 'ACUSE-whatsapp-test',
  contactId: conversation,
  customerId: conversation,
  firstName: 'Prueba',
  messages: [
    {
      _id_: id,
      date: iso,
      message: answer,
      ...(photoUrl !== undefined && { image: photoUrl }),
      fromName: 'Prueba',
      from: 'user',
      fromCustomer: true,
    },
  ],
});

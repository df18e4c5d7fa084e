// The Botmaker sample that `acuse test` posts: a realistic webhook about an invented person.
import type { Sample } from '../sample.ts';

export const sample: Sample = ({ id, iso }) => ({
  v: '1.1',
  type: 'message',
  chatPlatform: 'whatsapp',
  chatChannelId: 'ACUSE-whatsapp-test',
  contactId: id,
  customerId: id,
  firstName: 'Prueba',
  messages: [{ _id_: id, date: iso, message: 'Hola', fromName: 'Prueba', from: 'user', fromCustomer: true }],
});

// The contacts in the bodies of each platform, in the normalised form.
import { describe, expect, test } from 'vitest';
import { readBotmaker } from '../../../functions/platforms/botmaker/inbound.ts';
import { readTreble } from '../../../functions/platforms/treble/inbound.ts';
import { readTrino } from '../../../functions/platforms/trino/inbound.ts';
import { fixture } from '../../fixtures/load.ts';

const ofTreble = (body: object) => readTreble(body, JSON.stringify(body)).contacts;
const ofTrino = (body: object) => readTrino(body, JSON.stringify(body)).contacts;

describe('Treble', () => {
  const PHONE = ['tel:573001234567'];

  test.each<[string, object]>([
    ['a flow', { session_id: 's', country_code: '+57', cellphone: '3001234567' }],
    [
      'a flow with a country code without plus',
      { session_id: 's', country_code: '57', cellphone: '3001234567' },
    ],
    ['a body without a session', { country_code: '+57', cellphone: '3001234567' }],
    [
      'a cellphone with its country code',
      { session_id: 's', country_code: '+57', cellphone: '+573001234567' },
    ],
    [
      'the webhook centre',
      { event_type: 'hsm.status', user: { country_code: '+57', cellphone: 3001234567 } },
    ],
    ['the flat form', { event_type: 'message.sent', phone: '+573001234567' }],
  ])('returns the telephone in %s', (_, body) => {
    expect(ofTreble(body)).toEqual(PHONE);
  });

  test('returns the business-scoped user id beside the telephone, and alone where there is none', () => {
    const scoped = { session_id: 's', business_scope_id: 'CO.8fK2' };
    expect(ofTreble({ ...scoped, country_code: '+57', cellphone: '3001234567' })).toEqual([
      ...PHONE,
      'bsuid:CO.8fK2',
    ]);
    for (const cellphone of ['', null, undefined])
      expect(ofTreble({ ...scoped, country_code: '+57', cellphone })).toEqual(['bsuid:CO.8fK2']);
    expect(ofTreble({ event_type: 'session.close', user: { business_scope_id: 'CO.8fK2' } })).toEqual([
      'bsuid:CO.8fK2',
    ]);
  });

  test('removes the extra 1 of a Mexican number', () => {
    const body = { session_id: 's', country_code: '+52', cellphone: '15512345678' };
    expect(ofTreble(body)).toEqual(['tel:525512345678']);
  });

  test('returns both forms of a cellphone that can start with its country code', () => {
    const body = { session_id: 's', country_code: '+57', cellphone: '573001234567' };
    expect(ofTreble(body)).toContain('tel:573001234567');
  });
});

describe('Botmaker', () => {
  test('returns the telephone and the id of the contact, never the number of the company', () => {
    expect(readBotmaker(fixture('botmaker', 'message-user-text').body).contacts).toEqual([
      'tel:541150000001',
      'id:CUSTOMER0000000000A1',
    ]);
  });

  test('returns the same person for the format of 2025 with a plus', () => {
    const [phone] = readBotmaker(fixture('botmaker', 'message-user-text-2025').body).contacts ?? [];
    expect(phone).toBe('tel:541150000001');
  });

  test('returns the number that a person has shared, and not that of the company', () => {
    const scoped = { type: 'message', contactId: 'CO.8fK2', chatChannelId: 'TIENDA-whatsapp-541150000000' };
    for (const whatsappNumber of ['+573001234567', '573001234567'])
      expect(readBotmaker({ ...scoped, whatsappNumber }).contacts).toEqual([
        'bsuid:CO.8fK2',
        'tel:573001234567',
      ]);
    for (const whatsappNumber of ['+541150000000', '541150000000', '', undefined])
      expect(readBotmaker({ ...scoped, whatsappNumber }).contacts).toEqual(['bsuid:CO.8fK2']);
  });

  test('returns a business-scoped user id as it came', () => {
    expect(readBotmaker(fixture('botmaker', 'message-user-without-telephone').body).contacts).toEqual([
      'bsuid:CO.8fK2mZ0q71LxA9',
      'id:CUSTOMER0000000000A1',
    ]);
  });

  test('returns the channel id of a web chat visitor, also in unrecognised bodies', () => {
    expect(readBotmaker({ type: 'new', contactId: 'visitor-0001' }).contacts).toEqual(['id:visitor-0001']);
  });
});

describe('Trino', () => {
  const person = { id: 501, phone_number: '+57 300 1234567', email: 'Ana@Example.com', identifier: 'crm-88' };
  const ALL = ['id:501', 'tel:573001234567', 'mailto:ana@example.com', 'identifier:crm-88'];
  const message = { event: 'message_created', id: 1, message_type: 'incoming' };
  const agent = { id: 2, email: 'agent@example.com', type: 'user' };

  test.each<[string, object]>([
    ['the sender of a message', { ...message, sender: person }],
    [
      'the sender of a wrapped message',
      { event: 'message_created', message: { ...message, sender: person } },
    ],
    [
      'the receiver of an agent’s message',
      { ...message, sender: agent, conversation: { id: 7, meta: { sender: person } } },
    ],
    ['the contact of a conversation', { event: 'conversation_created', id: 7, meta: { sender: person } }],
    ['a contact', { event: 'contact_created', ...person }],
    ['a wrapped contact', { event: 'contact_updated', data: person }],
    ['the visitor of the widget', { event: 'webwidget_triggered', contact: person }],
    ['the contact of an unknown event', { event: 'new', conversation: { id: 7, meta: { sender: person } } }],
  ])('returns %s', (_, body) => {
    expect(ofTrino(body)).toEqual(ALL);
  });

  test.each([
    ['BR.8fK2', 'bsuid:BR.8fK2'],
    ['whatsapp:BR.8fK2', 'bsuid:BR.8fK2'],
    ['whatsapp:+573001234567', 'tel:573001234567'],
  ])(
    'returns the WhatsApp user of the contact’s inbox %s, also for an agent’s message',
    (source_id, contact) => {
      const sender = { id: 501, phone_number: null };
      const conversation = { id: 7, contact_inbox: { contact_id: 501, source_id }, meta: { sender } };
      expect(ofTrino({ ...message, sender, conversation })).toEqual(['id:501', contact]);
      expect(ofTrino({ ...message, message_type: 'outgoing', sender: agent, conversation })).toEqual([
        'id:501',
        contact,
      ]);
    },
  );

  test('returns no agents', () => {
    expect(ofTrino({ ...message, message_type: 'outgoing', sender: agent })).toBeUndefined();
  });

  test('does not use an id of Chatwoot as a telephone', () => {
    expect(ofTrino({ ...message, sender: { id: 573001234567, phone_number: null } })).toEqual([
      'id:573001234567',
    ]);
  });
});

// Whom each platform's bodies are about, in the spelling that a person is found by again.
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
      'a flow that writes the code without its plus',
      { session_id: 's', country_code: '57', cellphone: '3001234567' },
    ],
    ['a body without a session', { country_code: '+57', cellphone: '3001234567' }],
    ['a cellphone that is whole', { session_id: 's', country_code: '+57', cellphone: '+573001234567' }],
    [
      'the webhook centre',
      { event_type: 'hsm.status', user: { country_code: '+57', cellphone: 3001234567 } },
    ],
    ['the flat form', { event_type: 'message.sent', phone: '+573001234567' }],
  ])('names the telephone in %s', (_, body) => {
    expect(ofTreble(body)).toEqual(PHONE);
  });

  test('names a Mexican number that came with its extra 1 as the one without', () => {
    const body = { session_id: 's', country_code: '+52', cellphone: '15512345678' };
    expect(ofTreble(body)).toEqual(['tel:525512345678']);
  });

  test('names both readings of a cellphone that may begin with its country’s code', () => {
    const body = { session_id: 's', country_code: '+57', cellphone: '573001234567' };
    expect(ofTreble(body)).toContain('tel:573001234567');
  });
});

describe('Botmaker', () => {
  test('names the contact by telephone and by its own id, and never the company’s own number', () => {
    expect(readBotmaker(fixture('botmaker', 'message-user-text').body).contacts).toEqual([
      'tel:541150000001',
      'id:CUSTOMER0000000000A1',
    ]);
  });

  test('names in the page of 2025, which writes a plus, the same person', () => {
    const [phone] = readBotmaker(fixture('botmaker', 'message-user-text-2025').body).contacts ?? [];
    expect(phone).toBe('tel:541150000001');
  });

  test('names a visitor of the web chat by the id of the channel, also in what is not recognised', () => {
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
      'who is talked to, in an agent’s message',
      { ...message, sender: agent, conversation: { id: 7, meta: { sender: person } } },
    ],
    ['who a conversation is with', { event: 'conversation_created', id: 7, meta: { sender: person } }],
    ['a contact', { event: 'contact_created', ...person }],
    ['a wrapped contact', { event: 'contact_updated', data: person }],
    ['who opened the widget', { event: 'webwidget_triggered', contact: person }],
    ['who an unknown event is about', { event: 'new', conversation: { id: 7, meta: { sender: person } } }],
  ])('names %s', (_, body) => {
    expect(ofTrino(body)).toEqual(ALL);
  });

  test('does not name agents', () => {
    expect(ofTrino({ ...message, message_type: 'outgoing', sender: agent })).toBeUndefined();
  });

  test('takes no number of Chatwoot’s own for a telephone', () => {
    expect(ofTrino({ ...message, sender: { id: 573001234567, phone_number: null } })).toEqual([
      'id:573001234567',
    ]);
  });
});

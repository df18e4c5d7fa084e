// One spelling of a person: what platforms and people write differently must be found under one digest.
import { describe, expect, test } from 'vitest';
import { contactOrId, contacts, readContact } from '../../../../functions/core/person/contact.ts';
import { contactDigest } from '../../../../functions/core/person/contact-digest.ts';

describe('a telephone number', () => {
  test.each<[string, string, string]>([
    ['with and without its plus', '+573001234567', '573001234567'],
    ['as people write it', '+57 (300) 123-45.67', '573001234567'],
    ['with its plus in brackets', '(+57) 300-123-45-67', '573001234567'],
    ['with the two zeros of a call abroad', '00573001234567', '573001234567'],
    ['as bridges name it', '573001234567:12@s.whatsapp.net', '573001234567'],
    ['of Mexico, with the 1 or without', '5215512345678', '525512345678'],
    ['of Argentina, with the 9 or without', '+5491150000001', '541150000001'],
    ['of Brazil, with the ninth digit or without', '5511987654321', '551187654321'],
  ])('is one person %s', (_, written, other) => {
    expect(readContact(written)).toBe(readContact(other));
    expect(readContact(written)).toMatch(/^tel:\d+$/);
  });

  test.each(['3001', '1234567890123456', 'visitor-0001', '+', '', '573001234567 x'])(
    'is not made of what is none: %s',
    (text) => {
      expect(readContact(text)).toBeUndefined();
    },
  );

  test('of one country does not lose the digits of another’s rule', () => {
    expect(readContact('5712345678901')).toBe('tel:5712345678901');
    expect(readContact('551132165498')).toBe('tel:551132165498');
  });
});

test('an e-mail address is one person in capitals and in small letters', () => {
  expect(readContact(' Ana@Example.com ')).toBe('mailto:ana@example.com');
});

test('a name that is neither stays the platform’s own', () => {
  expect(contactOrId('crm-88', 'identifier')).toBe('identifier:crm-88');
  expect(contactOrId('visitor-0001', 'id')).toBe('id:visitor-0001');
});

test('an event names each of its few contacts once, and none that could fill a job', () => {
  const named = [undefined, 'id:1', 'id:1', `id:${'x'.repeat(300)}`, ...'abcdefgh'];
  expect(contacts(named)).toEqual({ contacts: ['id:1', 'a', 'b', 'c', 'd', 'e'] });
  expect(contacts([undefined])).toEqual({});
});

test('a number’s digest is the same for every source, an id’s counts within its own', () => {
  const digest = (source: string, contact: string) => contactDigest('key', source, contact);
  expect(digest('trino', 'tel:573001234567')).toBe(digest('treble', 'tel:573001234567'));
  expect(digest('trino', 'id:501')).not.toBe(digest('crm', 'id:501'));
  expect(digest('trino', 'id:501')).not.toBe(digest('trino', 'identifier:501'));
  expect(digest('trino', 'id:501')).toMatch(/^[\w-]{16}$/);
});

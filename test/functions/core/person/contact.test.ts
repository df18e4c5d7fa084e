// One form of a contact: the different spellings of platforms and people must give one digest.
import { describe, expect, test } from 'vitest';
import { contactOrId, contacts, readContact } from '../../../../functions/core/person/contact.ts';
import { contactDigest } from '../../../../functions/core/person/contact-digest.ts';
import { plainKey } from '../../../builders.ts';

describe('a telephone number', () => {
  test.each<[string, string, string]>([
    ['with and without its plus', '+573001234567', '573001234567'],
    ['with brackets, spaces and points', '+57 (300) 123-45.67', '573001234567'],
    ['with its plus in brackets', '(+57) 300-123-45-67', '573001234567'],
    ['with the international prefix 00', '00573001234567', '573001234567'],
    ['with a WhatsApp domain', '573001234567:12@s.whatsapp.net', '573001234567'],
    ['of Mexico, with the 1 or without', '5215512345678', '525512345678'],
    ['of Argentina, with the 9 or without', '+5491150000001', '541150000001'],
    ['of Brazil, with the ninth digit or without', '5511987654321', '551187654321'],
  ])('gives the same contact %s', (_, written, other) => {
    expect(readContact(written)).toBe(readContact(other));
    expect(readContact(written)).toMatch(/^tel:\d+$/);
  });

  test.each(['3001', '1234567890123456', 'visitor-0001', '+', '', '573001234567 x'])(
    'is not read from other text: %s',
    (text) => {
      expect(readContact(text)).toBeUndefined();
    },
  );

  test('is changed only by the rule of its own country', () => {
    expect(readContact('5712345678901')).toBe('tel:5712345678901');
    expect(readContact('551132165498')).toBe('tel:551132165498');
  });
});

test('an e-mail address gives the same contact in upper and lower case', () => {
  expect(readContact(' Ana@Example.com ')).toBe('mailto:ana@example.com');
});

describe('a business-scoped user id of WhatsApp', () => {
  test.each(['CO.8fK2mZ0q71LxA9', 'co.1', 'CO.ENT.8fK2', `MX.${'a1'.repeat(64)}`])(
    'is a person of its own, as it came: %s',
    (text) => {
      expect(readContact(text)).toBe(`bsuid:${text}`);
      expect(readContact(` ${text}\n`)).toBe(`bsuid:${text}`);
      expect(readContact(`whatsapp:${text}`)).toBe(`bsuid:${text}`);
      expect(contactOrId(text, 'id')).toBe(`bsuid:${text}`);
    },
  );

  test.each(['COL.8fK2', 'C.8fK2', 'CO8fK2', 'CO.', 'CO.a_b', '57.8fK2', 'CO.ENT.', `CO.${'a'.repeat(129)}`])(
    'is not read from other text: %s',
    (text) => {
      expect(readContact(text)).toBeUndefined();
    },
  );

  test('has upper and lower case', () => {
    expect(readContact('CO.8fK2')).not.toBe(readContact('CO.8FK2'));
  });
});

test('another id stays as the platform has it, with its kind', () => {
  expect(contactOrId('crm-88', 'identifier')).toBe('identifier:crm-88');
  expect(contactOrId('visitor-0001', 'id')).toBe('id:visitor-0001');
});

test('an event has each contact once, at most six, and no long ones', () => {
  const named = [undefined, 'id:1', 'id:1', `id:${'x'.repeat(300)}`, ...'abcdefgh'];
  expect(contacts(named)).toEqual({ contacts: ['id:1', 'a', 'b', 'c', 'd', 'e'] });
  expect(contacts([undefined])).toEqual({});
});

test('the digest of a number and of a WhatsApp user id is the same in all sources, that of an id only in its own source', () => {
  const digest = (source: string, contact: string) => contactDigest(plainKey('key'), source, contact);
  expect(digest('trino', 'tel:573001234567')).toBe(digest('treble', 'tel:573001234567'));
  expect(digest('trino', 'bsuid:CO.8fK2')).toBe(digest('treble', 'bsuid:CO.8fK2'));
  expect(digest('trino', 'id:501')).not.toBe(digest('crm', 'id:501'));
  expect(digest('trino', 'id:501')).not.toBe(digest('trino', 'identifier:501'));
  expect(digest('trino', 'id:501')).toMatch(/^[\w-]{16}$/);
});

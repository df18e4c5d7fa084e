// What a result may carry, and what is said about one that does not fit.
import { describe, expect, test } from 'vitest';
import { readResult } from '../../../functions/processors/read-result.ts';

const read = (result: unknown) => readResult(JSON.stringify(result));
const PHOTO = { url: 'https://example.com/a.jpg', mimeType: 'image/jpeg', filename: 'a.jpg' };

describe('a result', () => {
  test.each<[string, unknown, unknown]>([
    ['variables', { keys: { a: 'b' } }, { keys: [{ key: 'a', value: 'b' }] }],
    ['no variables', { keys: {} }, { keys: [] }],
    ['a text', { reply: 'hola' }, { keys: [], reply: [{ text: 'hola' }] }],
    ['texts', { reply: ['a', { text: 'b' }] }, { keys: [], reply: [{ text: 'a' }, { text: 'b' }] }],
    [
      'a file with its caption',
      { reply: [{ media: PHOTO, caption: 'tu foto' }] },
      { keys: [], reply: [{ media: PHOTO, caption: 'tu foto' }] },
    ],
    [
      'a file of which only the address is known',
      { reply: { media: { url: PHOTO.url } } },
      { keys: [], reply: [{ media: { url: PHOTO.url } }] },
    ],
    ['an intent', { intent: 'saludo' }, { keys: [], intent: 'saludo' }],
    ['a hand-over', { handoff: true }, { keys: [], handoff: {} }],
    ['a hand-over to a team by name', { handoff: 'ventas' }, { keys: [], handoff: { to: 'ventas' } }],
    ['a hand-over to a team by id', { handoff: 17 }, { keys: [], handoff: { to: '17' } }],
    ['no hand-over', { keys: {}, handoff: false }, { keys: [] }],
    ['a note', { note: 'pide ayuda' }, { keys: [], note: 'pide ayuda' }],
    ['fields that are null', { reply: null, intent: null, keys: null, note: null }, { keys: [] }],
    ['an empty list of messages', { reply: [] }, { keys: [] }],
    [
      'all of it',
      { user_session_keys: [{ key: 'a', value: 1 }], reply: 'hola', intent: 'x', handoff: true, note: 'n' },
      { keys: [{ key: 'a', value: '1' }], reply: [{ text: 'hola' }], intent: 'x', handoff: {}, note: 'n' },
    ],
  ])('%s', (_, result, answer) => {
    expect(read(result)).toEqual(answer);
  });
});

describe('a result that does not fit names the field, and no value', () => {
  test.each<[unknown, string]>([
    [{}, 'it must have one of keys'],
    [{ ok: true }, 'it must have one of keys'],
    [[], 'it must be a JSON object'],
    [{ keys: [] }, 'keys must be an object'],
    [{ keys: { '': 'x' } }, 'keys must have no empty name'],
    [{ user_session_keys: [{ key: 'a', value: 'b' }, { value: 'secreto' }] }, 'user_session_keys[1].key'],
    [{ reply: '  ' }, 'reply must not be empty'],
    [{ reply: 5 }, 'reply must be text'],
    [{ reply: ['a', { media: {} }] }, 'reply[1].media.url must be an http or https URL'],
    [{ reply: [{ media: { url: 'file:///secreto' } }] }, 'reply[0].media.url'],
    [{ reply: [{ media: PHOTO, text: 'secreto' }] }, 'reply[0] must have text or media, not both'],
    [{ reply: [{ media: { ...PHOTO, mimeType: 5 } }] }, 'reply[0].media.mimeType must be text'],
    [{ reply: [{}] }, 'reply[0] must be text'],
    [{ reply: Array.from({ length: 11 }, () => 'a') }, 'reply must have at most 10 parts'],
    [{ intent: 5 }, 'intent must be text'],
    [{ intent: '' }, 'intent must not be empty'],
    [{ handoff: [] }, 'handoff must be true'],
    [{ note: {} }, 'note must be text'],
  ])('%j', (result, problem) => {
    const found = read(result);
    expect(found).toMatchObject({ kind: 'bad_result', problem: expect.stringContaining(problem) });
    expect(JSON.stringify(found)).not.toContain('secreto');
  });

  test('one that is too large says so', () => {
    expect(read({ reply: 'x'.repeat(260 * 1024) })).toMatchObject({ kind: 'too_large' });
  });
});

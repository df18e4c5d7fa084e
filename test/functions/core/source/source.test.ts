// Which events the settings of a source accept.
import { describe, expect, test } from 'vitest';
import {
  ALL_EVENTS,
  filteredBy,
  newSource,
  parseSources,
  printSources,
  type Source,
} from '../../../../functions/core/source/source.ts';

const source = (settings: Partial<Source> = {}): Source => ({
  ...newSource('trino', 'trino', false),
  ...settings,
});
const message = { type: 'trino.message_created', author: 'customer', private: false, noise: false } as const;
const byOperator = { ...message, author: 'operator' } as const;

describe('by default', () => {
  test.each([
    [undefined, message],
    ['author', byOperator],
    ['author', { ...message, author: 'bot' as const }],
    ['author', { ...message, author: 'system' as const }],
    ['author', { ...message, private: true }],
    ['event', { ...message, type: 'trino.conversation_typing_on', noise: true }],
  ])('the %s is filtered: %j', (why, facts) => {
    expect(filteredBy(source(), facts)).toBe(why);
  });

  test('an unrecognised event is accepted', () => {
    const facts = {
      ...message,
      type: 'trino.unrecognised',
      unrecognised: 'unknown_event',
      author: 'system',
    } as const;
    expect(filteredBy(source(), facts)).toBeUndefined();
  });
});

test('only the configured events are accepted, noise included', () => {
  const settings = source({ events: ['trino.conversation_updated'], authors: ['customer', 'system'] });
  expect(filteredBy(settings, message)).toBe('event');
  expect(
    filteredBy(settings, { ...message, type: 'trino.conversation_updated', noise: true }),
  ).toBeUndefined();
});

test('with all events noise is accepted too, and so is an event that is not recognised', () => {
  const settings = source({ events: [ALL_EVENTS], authors: ['customer', 'operator', 'bot', 'system'] });
  const noise = {
    type: 'trino.conversation_typing_on',
    author: 'operator',
    private: true,
    noise: true,
  } as const;
  const unknown = { ...noise, type: 'trino.unrecognised', unrecognised: 'unknown_event' };
  expect([message, byOperator, noise, unknown].map((facts) => filteredBy(settings, facts))).toEqual(
    Array(4).fill(undefined),
  );
});

test('a configured event keeps the filter by author, so that the answer of a processor does not come back', () => {
  expect(filteredBy(source({ events: ['trino.message_created'] }), byOperator)).toBe('author');
});

test('authors are accepted by name, and private notes only with operators', () => {
  expect(filteredBy(source({ authors: ['customer', 'operator'] }), byOperator)).toBeUndefined();
  expect(filteredBy(source({ authors: ['operator'] }), message)).toBe('author');
  const note = { ...byOperator, private: true };
  expect(filteredBy(source({ authors: ['customer', 'operator'] }), note)).toBeUndefined();
  expect(filteredBy(source({ authors: ['customer', 'bot'] }), { ...note, author: 'bot' })).toBe('author');
});

test('only the configured channels are accepted', () => {
  const settings = source({ channels: ['7', '0'] });
  expect(filteredBy(settings, { ...message, channel: '0' })).toBeUndefined();
  expect(filteredBy(settings, { ...message, channel: '8' })).toBe('channel');
  expect(filteredBy(settings, message)).toBe('channel');
});

test('settings are read as they were stored, and other text is refused', () => {
  const all = [
    source({ header: { name: 'x', digest: 'd' }, signature: { prefix: 'X', secrets: ['s'] }, events: ['a'] }),
    source({ agentBot: true, events: [ALL_EVENTS] }),
  ];
  expect(parseSources(printSources(all))).toEqual(all);
  expect(() => parseSources('[{"v":2}]')).toThrow();
});

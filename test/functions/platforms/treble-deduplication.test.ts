// Deduplication of Treble webhooks. Flow webhooks have no id, so their content decides.
import { expect, test } from 'vitest';
import { readTreble } from '../../../functions/platforms/treble/inbound.ts';
import { variant, withKeysReversed } from '../../fixtures/variant.ts';
import { deduplicationKeyOf, expectOneEvent, expectTwoEvents, type Pair } from './deduplication.ts';

const changed =
  (name: string) =>
  (changes: Record<string, unknown> = {}) =>
    variant('treble', name, changes);

const response = changed('response-closed');
const delivered = changed('delivered');
const read = changed('read');
const optOut = changed('opt-out');
const timeout = changed('timeout');
const failure = changed('deployment-failure');

test.each<[string, Pair]>([
  ['an answer that is delivered twice', [response(), response()]],
  ['an answer with the flow id as text and as number', [response(), response({ conversation_id: 20417 })]],
  ['an answer with its keys in another order', [response(), withKeysReversed(response())]],
  ['an answer with other session variables', [response(), response({ user_session_keys: [] })]],
  ['an answer without the sent message', [response(), response({ sent_at: undefined, sent_text: null })]],
  ['an opt-out from the same message', [optOut(), optOut({ user_session_keys: null })]],
  ['a timeout that is delivered twice', [timeout(), timeout({ user_session_keys: [] })]],
  ['a centre event of the same id', [failure(), failure({ timestamp: '2026-03-02T18:00:00Z' })]],
])('%s is one event', (_, pair) => expectOneEvent(readTreble, pair));

test.each<[string, Pair]>([
  ['the same answer at another time', [response(), response({ responded_at: '2026-03-02 14:00:22' })]],
  ['another answer at the same time', [response(), response({ actual_response: '2' })]],
  ['an answer with another classification', [response(), response({ classified_answer: { text: 'No' } })]],
  ['an answer in another flow', [response(), response({ conversation_id: '20420' })]],
  ['an answer in another session', [response(), response({ session_id: 'another' })]],
  ['delivered and read', [delivered(), read()]],
  ['delivered and read at the same time', [delivered({ delivered_at: '1' }), read({ read_at: '1' })]],
  ['an answer and a timeout', [response(), timeout()]],
  ['opt-outs from two messages', [optOut(), optOut({ sent_at: '2026-03-02 15:00:00' })]],
  ['two centre events with different ids', [failure(), failure({ event_id: 'fallo-3' })]],
])('%s are two events', (_, pair) => expectTwoEvents(readTreble, pair));

test.each([
  ['an answer without a time', response({ responded_at: undefined })],
  ['an opt-out without the time of its message', optOut({ sent_at: undefined })],
  ['a centre event without an id', failure({ event_id: '' })],
])('%s has no deduplication key', (_, body) => {
  expect(deduplicationKeyOf(readTreble, body)).toBeUndefined();
});

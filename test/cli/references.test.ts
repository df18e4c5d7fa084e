// What an id means that Acuse has printed, and which wait it names.
import { describe, expect, test } from 'vitest';
import { entryIdsOf, readReference, resolveWait } from '../../bin/references.ts';
import type { Session } from '../../functions/core/wait/session.ts';
import { PROGRESS, session } from '../builders.ts';

const DELIVERY = '0b6f3c1e-58a4-4d11-9d5c-2f1f5d6a7b8c';
const CONVERSATION = 'Dek8_1ENL1sK9kKd71teeLMC8UZetUBn';

test.each([
  [DELIVERY, DELIVERY],
  [`${DELIVERY}#work`, DELIVERY],
  [`${DELIVERY}#update`, DELIVERY],
  [`${DELIVERY}#r2`, `${DELIVERY}#r2`],
  [`${DELIVERY}#r2#work`, `${DELIVERY}#r2`],
  [`${DELIVERY}#r1#r2#update`, `${DELIVERY}#r1#r2`],
])('%s is of one delivery', (text, exact) => {
  expect(readReference(text)).toEqual({ kind: 'delivery', id: DELIVERY, exact });
});

test('a reference is of a conversation, and other text is nothing', () => {
  expect(readReference(CONVERSATION)).toEqual({ kind: 'conversation', ref: CONVERSATION });
  for (const text of ['+57 300 1234567', 'a@b.example', '', '"x"'])
    expect(readReference(text)).toBeUndefined();
});

test('an id without a mark may be of both entries', () => {
  expect(entryIdsOf(DELIVERY)).toEqual([`${DELIVERY}#work`, `${DELIVERY}#update`]);
  expect(entryIdsOf(`${DELIVERY}#update`)).toEqual([`${DELIVERY}#update`]);
});

describe('the wait to resume', () => {
  const open = (ref: string, fields: Pick<Session, 'message'> = {}) =>
    session(PROGRESS.delegated, { ref, cycle: { deliveryId: DELIVERY }, ...fields });
  const among = (stored: readonly Session[]) => ({
    sessions: {
      load: async (ref: string) => {
        const found = stored.find((one) => one.ref === ref);
        return { version: 1, ...(found && { session: found }) };
      },
      loadJob: async () => undefined,
      find: async () => ({ sessions: stored, more: false }),
    },
  });
  const message = { platform: 'trino', conversation: CONVERSATION };

  test.each([DELIVERY, `${DELIVERY}#work`])('is found by the id of its delivery: %s', async (id) => {
    expect(await resolveWait(id, among([open('r1')]))).toBe('r1');
  });

  test('is itself, or the only message of its conversation that waits', async () => {
    expect(await resolveWait(CONVERSATION, among([open(CONVERSATION)]))).toBe(CONVERSATION);
    expect(await resolveWait(CONVERSATION, among([open('m1', { message })]))).toBe('m1');
    expect(await resolveWait('anything', among([]))).toBe('anything');
  });

  test('is refused where it is unknown or not the only one', async () => {
    await expect(resolveWait(DELIVERY, among([]))).rejects.toThrow(/No conversation waits for the delivery/);
    const two = among([open('m1', { message }), open('m2', { message })]);
    await expect(resolveWait(CONVERSATION, two)).rejects.toThrow('Name one: m1, m2.');
  });
});

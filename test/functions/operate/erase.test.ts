// What an order to erase a person takes away, what it leaves, and how it goes on where one order is not enough.
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { type ErasureReport, erasureReport } from '../../../functions/core/person/erasure.ts';
import { erasePerson } from '../../../functions/operate/erase.ts';
import { memoryPersonalData, type PersonalDataItem } from '../../contracts/personal-data.fake.ts';
import { ANA, BRUNO } from '../../contracts/personal-data.ts';
import { SOME_DAY_MS, virtualClock } from '../../contracts/virtual-clock.ts';

const of = (...contacts: string[]) => ({ contacts });
const session = (key: string, more: Partial<PersonalDataItem> = {}): PersonalDataItem => ({
  kind: 'session',
  key,
  ...of(ANA),
  ...more,
});
const entry = (key: string, more: Partial<PersonalDataItem> = {}): PersonalDataItem => ({
  kind: 'entry',
  key,
  ...of(ANA),
  ...more,
});
const body = (deliveryId: string, more: Partial<PersonalDataItem> = {}): PersonalDataItem => {
  const key = `${ANA}/${deliveryId}`;
  return { kind: 'body', key, deliveryId, storedAtMs: SOME_DAY_MS - 1, ...of(ANA), ...more };
};

function given(
  sessions: PersonalDataItem[],
  failures: PersonalDataItem[] = [],
  bodies: PersonalDataItem[] = [],
  clock = virtualClock(SOME_DAY_MS),
) {
  const personalData = {
    sessions: memoryPersonalData(sessions),
    failures: memoryPersonalData(failures),
    bodies: memoryPersonalData(bodies),
  };
  const keys = () => Object.values(personalData).flatMap(({ items }) => items.map(({ key }) => key));
  async function order(more: { dryRun?: boolean; from?: string } = {}): Promise<ErasureReport> {
    const result = await erasePerson({ contacts: [ANA], dryRun: false, ...more }, { personalData, clock });
    expect(result.ok).toBe(true);
    return v.parse(erasureReport, result.details);
  }
  return { personalData, keys, order };
}

test('one order erases a person from every store and nothing of another', async () => {
  const others = [session('s-9', of(BRUNO)), session('s-0', of())];
  const { keys, order } = given(
    [session('s-1'), session('s-2'), ...others],
    [entry('e-1', of(BRUNO, ANA))],
    [body('d-1')],
  );
  const report = await order();
  expect(report.erased).toEqual({ session: 2, copy: 0, entry: 1, body: 1 });
  expect(report).toMatchObject({ looked: 6, changed: 0, waits: [] });
  expect(report.next).toBeUndefined();
  expect(keys()).toEqual(['s-9', 's-0']);
});

test('a dry run counts the same and erases nothing', async () => {
  const stores = given([session('s-1')], [entry('e-1')], [body('d-1')]);
  const { erased } = await stores.order({ dryRun: true });
  expect(stores.keys()).toHaveLength(3);
  expect(erased).toEqual((await stores.order()).erased);
  expect(stores.keys()).toEqual([]);
});

test('an open wait stays, with the body it needs, and its deadline is told', async () => {
  const wait = { conversation: 's-1', deliveryId: 'd-1', deadlineAtMs: SOME_DAY_MS + 300_000 };
  const { keys, order } = given([session('s-1', { wait })], [entry('e-1')], [body('d-1'), body('d-2')]);
  const report = await order();
  expect(report.waits).toEqual([wait]);
  expect(keys()).toEqual(['s-1', `${ANA}/d-1`]);
});

test('a body that was stored since the erasure began stays, because its wait may not have been seen', async () => {
  const { keys, order } = given([], [], [body('d-1', { storedAtMs: SOME_DAY_MS }), body('d-2')]);
  expect((await order()).changed).toBe(1);
  expect(keys()).toEqual([`${ANA}/d-1`]);
});

test('a session that changes while it is looked at stays, and is counted', async () => {
  const { personalData, keys, order } = given([session('s-1', { version: 1 })]);
  const look = personalData.sessions.find.bind(personalData.sessions);
  personalData.sessions.find = async (...asked) => {
    const found = await look(...asked);
    personalData.sessions.items.splice(0, 1, session('s-1', { version: 2 }));
    return found;
  };
  expect(await order()).toMatchObject({ changed: 1, erased: { session: 0 } });
  expect(keys()).toEqual(['s-1']);
});

test('what is too much for one order is done by the next, which still knows who waits', async () => {
  const clock = virtualClock(SOME_DAY_MS);
  const wait = { conversation: 's-1', deliveryId: 'd-1', deadlineAtMs: SOME_DAY_MS + 300_000 };
  const { personalData, keys, order } = given(
    [session('s-1', { wait }), session('s-2'), session('s-3')],
    [],
    [body('d-1'), body('d-2')],
    clock,
  );
  for (const store of Object.values(personalData)) {
    const look = store.find.bind(store);
    // So slow that an order has time for one part.
    store.find = async (...asked) => {
      await clock.advance(20_000);
      return look(...asked);
    };
  }
  const reports: ErasureReport[] = [];
  let next: string | undefined;
  do {
    const report = await order(next === undefined ? {} : { from: next });
    reports.push(report);
    next = report.next;
  } while (next !== undefined);
  expect(reports).toHaveLength(4);
  expect(reports.at(-1)?.waits).toEqual([wait]);
  expect(keys()).toEqual(['s-1', `${ANA}/d-1`]);
});

test.each(['', 'nonsense', '{"place":"elsewhere"}'])(
  'an order that goes on from %j is refused',
  async (from) => {
    const { personalData } = given([]);
    const result = await erasePerson(
      { contacts: [ANA], dryRun: false, from },
      { personalData, clock: virtualClock() },
    );
    expect(result.ok).toBe(false);
  },
);

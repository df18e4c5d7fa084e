// The command to erase a person: what it erases, what it keeps, and how the next command continues.
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { type ErasureReport, erasureReport } from '../../../functions/core/person/erasure.ts';
import { erasePerson } from '../../../functions/operate/erase.ts';
import { memoryPersonalData, type PersonalDataItem } from '../../contracts/personal-data.fake.ts';
import { ANA, BRUNO } from '../../contracts/personal-data.ts';
import { SOME_DAY_MS } from '../../contracts/virtual-clock.ts';
import { makeWorld } from '../../world.ts';

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

function erasureWorld(
  sessions: PersonalDataItem[],
  failures: PersonalDataItem[] = [],
  bodies: PersonalDataItem[] = [],
) {
  const base = makeWorld({
    personalData: {
      sessions: memoryPersonalData(sessions),
      failures: memoryPersonalData(failures),
      bodies: memoryPersonalData(bodies),
    },
  });
  const { personalData } = base;
  const keys = () => Object.values(personalData).flatMap(({ items }) => items.map(({ key }) => key));
  async function erase(more: { dryRun?: boolean; from?: string } = {}): Promise<ErasureReport> {
    const result = await erasePerson({ contacts: [ANA], dryRun: false, ...more }, base);
    expect(result.ok).toBe(true);
    return v.parse(erasureReport, result.details);
  }
  return { ...base, keys, erase };
}

test('one command erases a person from every store, and nobody else', async () => {
  const others = [session('s-9', of(BRUNO)), session('s-0', of())];
  const { keys, erase } = erasureWorld(
    [session('s-1'), session('s-2'), ...others],
    [entry('e-1', of(BRUNO, ANA))],
    [body('d-1')],
  );
  const report = await erase();
  expect(report.erased).toEqual({ session: 2, copy: 0, entry: 1, body: 1 });
  expect(report).toMatchObject({ looked: 6, changed: 0, waits: [] });
  expect(report.next).toBeUndefined();
  expect(keys()).toEqual(['s-9', 's-0']);
});

test('a dry run counts the same items and erases nothing', async () => {
  const stores = erasureWorld([session('s-1')], [entry('e-1')], [body('d-1')]);
  const { erased } = await stores.erase({ dryRun: true });
  expect(stores.keys()).toHaveLength(3);
  expect(erased).toEqual((await stores.erase()).erased);
  expect(stores.keys()).toEqual([]);
});

test('an open wait stays with its body, and its deadline is reported', async () => {
  const wait = { conversation: 's-1', deliveryId: 'd-1', deadlineAtMs: SOME_DAY_MS + 300_000 };
  const { keys, erase } = erasureWorld(
    [session('s-1', { wait })],
    [entry('e-1')],
    [body('d-1'), body('d-2')],
  );
  const report = await erase();
  expect(report.waits).toEqual([wait]);
  expect(keys()).toEqual(['s-1', `${ANA}/d-1`]);
});

test('a body from after the start of the erasure stays, because its wait may be missing in the scan', async () => {
  const { keys, erase } = erasureWorld([], [], [body('d-1', { storedAtMs: SOME_DAY_MS }), body('d-2')]);
  expect((await erase()).changed).toBe(1);
  expect(keys()).toEqual([`${ANA}/d-1`]);
});

test('a session that changes during the scan stays, and is counted', async () => {
  const { personalData, keys, erase } = erasureWorld([session('s-1', { version: 1 })]);
  const find = personalData.sessions.find.bind(personalData.sessions);
  personalData.sessions.find = async (...query) => {
    const found = await find(...query);
    personalData.sessions.items.splice(0, 1, session('s-1', { version: 2 }));
    return found;
  };
  expect(await erase()).toMatchObject({ changed: 1, erased: { session: 0 } });
  expect(keys()).toEqual(['s-1']);
});

test('the next command continues where the time ended, and still knows the open waits', async () => {
  const wait = { conversation: 's-1', deliveryId: 'd-1', deadlineAtMs: SOME_DAY_MS + 300_000 };
  const { personalData, keys, erase, clock } = erasureWorld(
    [session('s-1', { wait }), session('s-2'), session('s-3')],
    [],
    [body('d-1'), body('d-2')],
  );
  for (const store of Object.values(personalData)) {
    const find = store.find.bind(store);
    // Each command has time for one part.
    store.find = async (...query) => {
      await clock.advance(20_000);
      return find(...query);
    };
  }
  const reports: ErasureReport[] = [];
  let next: string | undefined;
  do {
    const report = await erase(next === undefined ? {} : { from: next });
    reports.push(report);
    next = report.next;
  } while (next !== undefined);
  expect(reports).toHaveLength(4);
  expect(reports.at(-1)?.waits).toEqual([wait]);
  expect(keys()).toEqual(['s-1', `${ANA}/d-1`]);
});

test.each(['', 'nonsense', '{"place":"elsewhere"}'])(
  'a command that continues from %j is refused',
  async (from) => {
    const result = await erasePerson({ contacts: [ANA], dryRun: false, from }, makeWorld());
    expect(result.ok).toBe(false);
  },
);

test('an unreadable session stops nothing, and is counted', async () => {
  const items = [session('s-1', { unreadable: true }), session('s-2'), session('s-3')];
  const { keys, erase } = erasureWorld(items);
  const report = await erase();
  expect(report).toMatchObject({ unreadable: 1, erased: { session: 2 } });
  expect(report.next).toBeUndefined();
  expect(keys()).toEqual(['s-1']);
});

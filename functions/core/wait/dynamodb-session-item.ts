// A session as an item of the Sessions table. A usual wait fits into one write unit with its job, 1 KB: what the sweeper's
// index shows stands beside the document and not in it, and what has its usual value is left out.
import { type Item, keyText, number, text } from '../../runtime/aws/item.ts';
import { SESSIONS } from '../tables.ts';
import { type Cycle, checkSession, type Session } from './session.ts';

const { partitionKey } = SESSIONS;

/** Attributes that a session is read from. */
export const SESSION_ATTRIBUTES = [
  partitionKey,
  'doc',
  'source',
  'cycle',
  'receivedAtMs',
  'deadlineAtMs',
] as const;

/** All but the key. */
export function sessionItem({ ref, cycle, newest, past, ...others }: Session): Item {
  const isOfCycle = newest.deliveryId === cycle?.deliveryId && newest.receivedAtMs === cycle.receivedAtMs;
  const doc = {
    ...others,
    v: 2,
    ...(!isOfCycle && { newest }),
    ...(cycle && { cycle: withoutUsual(cycle) }),
    ...(past.length > 0 && { past }),
  };
  return {
    doc: text(JSON.stringify(doc)),
    ...(cycle && {
      source: text(cycle.source),
      cycle: number(cycle.number),
      receivedAtMs: number(cycle.receivedAtMs),
      deadlineAtMs: number(cycle.deadlineAtMs),
    }),
  };
}

/** Values that are left out. */
const USUAL: Partial<Cycle> = { attempts: 0, crashes: 0, requeues: 0, hasOwnTime: false };

function withoutUsual({ number: _, source, receivedAtMs, deadlineAtMs, ...cycle }: Cycle): Partial<Cycle> {
  const isUsual = ([name, value]: [string, unknown]) => USUAL[name as keyof Cycle] === value;
  return Object.fromEntries(Object.entries(cycle).filter((field) => !isUsual(field)));
}

/**
 * Documents of the first version have all fields.
 * @throws {SchemaError} for an item that is not a session of a version that this code knows.
 */
export function sessionOf(item: Item): Session {
  const { v, cycle: own, ...doc } = JSON.parse(item['doc']?.S ?? '{}');
  const cycle = own && {
    ...USUAL,
    number: Number(item['cycle']?.N),
    source: item['source']?.S,
    receivedAtMs: Number(item['receivedAtMs']?.N),
    deadlineAtMs: Number(item['deadlineAtMs']?.N),
    ...own,
  };
  const newest = cycle && { receivedAtMs: cycle.receivedAtMs, deliveryId: cycle.deliveryId };
  return checkSession({
    v: v === 2 ? 1 : v,
    ref: keyText(item, partitionKey),
    ...(newest && { newest }),
    past: [],
    ...doc,
    ...(cycle && { cycle }),
  });
}

// Breakers on DynamoDB, in the sessions table: one item for each destination that something is wrong with. Open breakers have
// a partition of their own in the sweeper's index, so that they can be listed.
import { type Update, updateItem } from '../../runtime/aws/conditional-write.ts';
import type { ItemClient, TableClient } from '../../runtime/aws/dynamodb.ts';
import { type Item, keyText, number, text, texts } from '../../runtime/aws/item.ts';
import type { Clock } from '../../runtime/clock.ts';
import { dueItems } from '../due/dynamodb-due-index.ts';
import { SESSIONS } from '../tables.ts';
import type {
  BreakerList,
  BreakerPauses,
  BreakerRecord,
  BreakerSlice,
  BreakerState,
  BreakerStore,
  LongCall,
} from './breaker-store.ts';

const { partitionKey, due, expiry } = SESSIONS;
const PREFIX = 'breaker#';
const SHARD = 'breakers';

/** Attributes of a slice, each followed by its start. */
const FAILED = 'failed-';
const HUNG = 'hung-';
const ANSWERED = 'answered-';
/** Attributes of the calls that take long, each followed by its place and its id. */
const LONG = 'long-';

/** A record that has not changed for so long is deleted. */
const KEPT_SECONDS = 24 * 3600;

export interface BreakersOptions {
  readonly client: ItemClient;
  readonly table: string;
}

export interface BreakerListOptions extends BreakersOptions {
  readonly client: TableClient;
}

const keyOf = (destination: string) => ({ [partitionKey]: text(`${PREFIX}${destination}`) });
const expiresAt = (nowMs: number) => number(Math.ceil(nowMs / 1000) + KEPT_SECONDS);
const longName = ({ place, id }: Pick<LongCall, 'place' | 'id'>) => `${LONG}${place}/${id}`;

export function dynamoDbBreakers({ client, table }: BreakersOptions): BreakerStore {
  const target = { client, table };

  const read = (destination: string): Promise<Item | undefined> =>
    client.getItem({ TableName: table, Key: keyOf(destination), ConsistentRead: true });

  /** False when the condition did not hold. */
  const update = async (destination: string, change: Omit<Update, 'key'>): Promise<boolean> =>
    (await updateItem(target, { key: keyOf(destination), ...change })).kind === 'written';

  return {
    async load(destination) {
      const item = await read(destination);
      return item && recordOf(item);
    },

    async count(destination, { sliceMs, forgetBeforeMs, nowMs, answered, failed }) {
      const key = keyOf(destination);
      const conversations = failed && texts([failed.conversation]);
      const add = {
        ...(answered > 0 && { [`${ANSWERED}${sliceMs}`]: number(answered) }),
        ...(conversations && { [`${FAILED}${sliceMs}`]: conversations }),
        ...(failed?.hung && conversations && { [`${HUNG}${sliceMs}`]: conversations }),
      };
      const change = { key, set: { [expiry]: expiresAt(nowMs) }, add };
      const { item = {} } = await updateItem(target, change, { returnItem: true });
      const old = Object.keys(item).filter((name) => (sliceOf(name)?.sliceMs ?? nowMs) < forgetBeforeMs);
      if (old.length > 0) await updateItem(target, { key, remove: old });
      return recordOf(item);
    },

    open: (destination, { failures, ...pauses }) =>
      update(destination, {
        set: {
          ...pausesOf(pauses),
          failures: number(failures),
          [due.partitionKey]: text(SHARD),
          [expiry]: expiresAt(pauses.retryUntilMs),
        },
        remove: ['probeUntilMs'],
        condition: 'attribute_not_exists(#openUntilMs)',
      }),

    prolong: (destination, pauses) =>
      update(destination, {
        set: { ...pausesOf(pauses), [expiry]: expiresAt(pauses.retryUntilMs) },
        remove: ['probeUntilMs'],
        condition: 'attribute_exists(#openUntilMs)',
      }),

    acquireProbe: (destination, { nowMs, untilMs }) =>
      update(destination, {
        set: { probeUntilMs: number(untilMs) },
        condition:
          'attribute_exists(#openUntilMs) AND (attribute_not_exists(#probeUntilMs) OR #probeUntilMs <= :now)',
        values: { now: number(nowMs) },
      }),

    async releaseProbe(destination) {
      await update(destination, { remove: ['probeUntilMs'], condition: 'attribute_exists(#openUntilMs)' });
    },

    async close(destination) {
      const item = (await read(destination)) ?? {};
      const remove = Object.keys(item).filter((name) => !isKept(name));
      if (remove.length === 0) return false;
      return update(destination, { remove, condition: `attribute_exists(#${partitionKey})` });
    },

    async addLongCall(destination, { slowUntilMs, ...call }) {
      const set = {
        [longName(call)]: number(call.untilMs),
        slowUntilMs: number(slowUntilMs),
        [expiry]: expiresAt(call.untilMs),
      };
      const { item = {} } = await updateItem(target, { key: keyOf(destination), set }, { returnItem: true });
      return recordOf(item);
    },

    async removeLongCall(destination, call) {
      const condition = `attribute_exists(#${partitionKey})`;
      await update(destination, { remove: [longName(call)], condition });
    },
  };
}

/** Long calls go on when the breaker closes. */
const isKept = (name: string): boolean =>
  name === partitionKey || name === expiry || name === 'slowUntilMs' || name.startsWith(LONG);

const pausesOf = ({ openUntilMs, newUntilMs, pauses, retryUntilMs, retryPauses }: BreakerPauses): Item => ({
  openUntilMs: number(openUntilMs),
  newUntilMs: number(newUntilMs),
  pauses: number(pauses),
  retryUntilMs: number(retryUntilMs),
  retryPauses: number(retryPauses),
  [due.sortKey]: number(openUntilMs),
});

function sliceOf(name: string): { readonly kind: string; readonly sliceMs: number } | undefined {
  const kind = [FAILED, HUNG, ANSWERED].find((prefix) => name.startsWith(prefix));
  return kind === undefined ? undefined : { kind, sliceMs: Number(name.slice(kind.length)) };
}

function recordOf(item: Item): BreakerRecord {
  const slices = new Map<number, BreakerSlice>();
  const longCalls: LongCall[] = [];
  for (const [name, { SS = [], N }] of Object.entries(item)) {
    const slice = sliceOf(name);
    if (slice) {
      const { failed, hung, answered } = slices.get(slice.sliceMs) ?? NO_CALLS;
      slices.set(slice.sliceMs, {
        failed: slice.kind === FAILED ? new Set(SS) : failed,
        hung: slice.kind === HUNG ? new Set(SS) : hung,
        answered: slice.kind === ANSWERED ? Number(N) : answered,
      });
    } else if (name.startsWith(LONG)) {
      const at = name.lastIndexOf('/');
      longCalls.push({ place: name.slice(LONG.length, at), id: name.slice(at + 1), untilMs: Number(N) });
    }
  }
  const numbers = NUMBERS.flatMap((name) => {
    const value = item[name]?.N;
    return value === undefined ? [] : [[name, Number(value)] as const];
  });
  return { ...Object.fromEntries(numbers), slices, longCalls };
}

const NO_CALLS: BreakerSlice = { failed: new Set(), hung: new Set(), answered: 0 };

const NUMBERS = [
  'openUntilMs',
  'newUntilMs',
  'pauses',
  'retryUntilMs',
  'retryPauses',
  'probeUntilMs',
  'slowUntilMs',
] as const;

export function dynamoDbBreakerList(
  { client, table }: BreakerListOptions,
  clock: Pick<Clock, 'nowMs'>,
): BreakerList {
  return {
    async notClosed() {
      const states: BreakerState[] = [];
      for await (const item of dueItems({ client, table }, { shard: SHARD })) {
        const untilMs = Number(item[due.sortKey]?.N);
        states.push({
          destination: keyText(item, partitionKey).slice(PREFIX.length),
          state: clock.nowMs() < untilMs ? 'open' : 'probing',
          untilMs,
          failures: Number(item['failures']?.N),
        });
      }
      return states;
    },
  };
}

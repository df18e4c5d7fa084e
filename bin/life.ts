// All that is known of a delivery, of a conversation or of a person's conversations: from the tables, and from the log.
import { copyKey } from '../functions/core/delivery/dynamodb-delivery-copies.ts';
import { type ErrorLogEntry, updateEntryId, workEntryId } from '../functions/core/error-log/entry.ts';
import type { Silence } from '../functions/core/wait/conversation-memory.ts';
import { conversationOf, type Session } from '../functions/core/wait/session.ts';
import type { Deployment } from './deployment.ts';
import type { LoggedLine } from './event-line.ts';

export interface Asked {
  /** Without the mark of a replay. */
  readonly deliveries: readonly string[];
  /** References of conversations, or of messages that are answered. */
  readonly conversations: readonly string[];
  /** Digests of a person. */
  readonly contacts: readonly string[];
}

export interface Life {
  readonly sessions: readonly Session[];
  readonly entries: readonly ErrorLogEntry[];
  /** Deliveries that are in the table alone: they reach the queue later. */
  readonly copies: readonly string[];
  /** Oldest first. */
  readonly lines: readonly LoggedLine[];
  /** Conversations that a person has. */
  readonly silences: readonly (Silence & { readonly conversation: string })[];
  /** Not all conversations were looked at. */
  readonly more: boolean;
}

type Ports = Pick<Deployment, 'sessions' | 'errorLog' | 'entriesAbout' | 'copies' | 'memory' | 'log'>;

export interface LifeOptions {
  /** Of the log, and of entries that are found by their conversation. */
  readonly sinceMs: number;
  readonly progress: (looked: number) => void;
}

export async function findLife(asked: Asked, options: LifeOptions, ports: Ports): Promise<Life> {
  const { sinceMs } = options;
  const named = await linesOf({ ...asked, sinceMs }, ports);
  const ofDeliveries = await entriesOf(asked.deliveries, named, ports);
  const references = textsIn([...named, ...ofDeliveries].map(({ conversation }) => conversation));
  const { sessions, more } = await sessionsOf(asked, references, options, ports);
  const ofConversations = await entriesAbout(asked, sessions, options, ports);
  const entries = new Map([...ofDeliveries, ...ofConversations].map((one) => [one.id, one]));
  // Of a delivery, its own lines are enough; those of the conversations that were asked for have been read.
  const others = textsIn([
    ...sessions.map(conversationOf),
    ...ofConversations.map((one) => one.conversation),
  ]);
  const conversations = isAbout(asked) ? others.filter((one) => !asked.conversations.includes(one)) : [];
  const further = await linesOf({ deliveries: [], conversations, sinceMs }, ports);
  return {
    sessions,
    more,
    entries: [...entries.values()].sort((a, b) => b.parkedAtMs - a.parkedAtMs),
    copies: await copiesOf(asked.deliveries, ports),
    lines: [...named, ...further].sort((a, b) => a.timestamp.localeCompare(b.timestamp)),
    silences: await silencesOf(new Set(sessions.map(conversationOf)), ports),
  };
}

/** Conversations or people were asked for, not deliveries alone. */
const isAbout = ({ conversations, contacts }: Asked): boolean => conversations.length + contacts.length > 0;

/** The entries of deliveries, and of their replays, which the log names. */
async function entriesOf(
  deliveries: readonly string[],
  lines: readonly LoggedLine[],
  { errorLog }: Ports,
): Promise<ErrorLogEntry[]> {
  const isOfOne = (id: string) => deliveries.some((one) => id.startsWith(`${one}#`));
  const ids = new Set([...deliveries, ...textsIn(lines.map(({ deliveryId }) => deliveryId)).filter(isOfOne)]);
  const entryIds = [...ids].flatMap((id) => [workEntryId(id), updateEntryId(id)]);
  const loaded = await Promise.all(entryIds.map((id) => errorLog.load(id)));
  return loaded.filter((entry) => entry !== undefined);
}

/** The entries of conversations and people that were asked for. */
async function entriesAbout(
  asked: Asked,
  sessions: readonly Session[],
  { sinceMs }: LifeOptions,
  ports: Ports,
): Promise<ErrorLogEntry[]> {
  if (!isAbout(asked)) return [];
  const { errorLog } = ports;
  const conversations = new Set([...asked.conversations, ...sessions.map(({ ref }) => ref)]);
  const entries: ErrorLogEntry[] = [];
  for await (const entry of errorLog.search({ all: true, fromMs: sinceMs }))
    if (conversations.has(entry.conversation ?? '')) entries.push(entry);
  for await (const id of entryIdsAbout(asked.contacts, ports)) {
    const entry = await errorLog.load(id);
    if (entry) entries.push(entry);
  }
  return entries;
}

async function linesOf(
  query: { deliveries: readonly string[]; conversations: readonly string[]; sinceMs: number },
  { log }: Ports,
): Promise<LoggedLine[]> {
  if (query.deliveries.length + query.conversations.length === 0) return [];
  return (await log(query)).map(({ line }) => line);
}

const textsIn = (values: readonly unknown[]): string[] => [
  ...new Set(values.filter((one) => typeof one === 'string')),
];

/**
 * `named`: references in the lines and entries of what was asked. The table is searched only for what they do not lead
 * to.
 */
async function sessionsOf(
  { deliveries, conversations, contacts }: Asked,
  named: readonly string[],
  { progress }: LifeOptions,
  { sessions: store }: Ports,
): Promise<{ sessions: Session[]; more: boolean }> {
  const refs = [...new Set([...conversations, ...named])];
  const loaded = await Promise.all(refs.map(async (ref) => (await store.load(ref)).session));
  const known = loaded.filter((one) => one !== undefined).filter((one) => isAskedFor(one, deliveries));
  const texts = [...(known.length > 0 ? [] : [...deliveries, ...conversations]), ...contacts];
  if (texts.length === 0) return { sessions: known, more: false };
  const { sessions: found, more } = await store.find(texts, { progress });
  // A text may stand in what a customer wrote.
  const isMeant = (one: Session) =>
    one.contacts?.some((digest) => contacts.includes(digest)) ||
    conversations.includes(conversationOf(one)) ||
    (deliveries.length > 0 && isAskedFor(one, deliveries));
  return { sessions: [...known, ...found.filter(isMeant)], more };
}

function isAskedFor({ cycle, past }: Session, deliveries: readonly string[]): boolean {
  if (deliveries.length === 0) return true;
  return [cycle, ...past].some((one) =>
    deliveries.some((id) => one?.deliveryId === id || one?.deliveryId.startsWith(`${id}#`)),
  );
}

async function* entryIdsAbout(contacts: readonly string[], { entriesAbout }: Ports): AsyncGenerator<string> {
  if (contacts.length === 0) return;
  let from: string | undefined;
  do {
    const { found, next } = await entriesAbout(contacts, from);
    for (const { key } of found) yield key;
    from = next;
  } while (from !== undefined);
}

async function copiesOf(deliveries: readonly string[], { copies }: Ports): Promise<string[]> {
  const found = await Promise.all(
    deliveries.map(async (id) => ((await copies.load(copyKey(id))) ? [id] : [])),
  );
  return found.flat();
}

async function silencesOf(conversations: ReadonlySet<string>, { memory }: Ports): Promise<Life['silences']> {
  const found = await Promise.all(
    [...conversations].map(async (conversation) => {
      const { silence } = await memory.load(conversation);
      return silence ? [{ conversation, ...silence }] : [];
    }),
  );
  return found.flat();
}

export const isNothing = ({ sessions, entries, copies, lines }: Life): boolean =>
  sessions.length + entries.length + copies.length + lines.length === 0;

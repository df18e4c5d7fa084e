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
  const entries = new Map<string, ErrorLogEntry>();
  const note = (entry: ErrorLogEntry | undefined) => void (entry && entries.set(entry.id, entry));
  const parked = new Set([...asked.deliveries, ...deliveriesIn(named)]);
  for (const id of parked)
    for (const entry of [workEntryId(id), updateEntryId(id)]) note(await ports.errorLog.load(entry));
  const references = [
    ...named.map(({ conversation }) => conversation),
    ...[...entries.values()].map((e) => e.conversation),
  ];
  const { sessions, more } = await sessionsOf(asked, textsIn(references), options, ports);
  const conversations = new Set([
    ...asked.conversations,
    ...sessions.flatMap((one) => [one.ref, conversationOf(one)]),
  ]);
  const isOfDelivery = asked.deliveries.length > 0;
  if (!isOfDelivery) {
    for await (const entry of ports.errorLog.search({ all: true, fromMs: sinceMs }))
      if (conversations.has(entry.conversation ?? '')) note(entry);
    for await (const id of entryIdsAbout(asked.contacts, ports)) note(await ports.errorLog.load(id));
    for (const { conversation } of entries.values()) if (conversation) conversations.add(conversation);
  }
  const all = [...conversations].filter((one) => !asked.conversations.includes(one));
  const further =
    isOfDelivery || all.length === 0
      ? []
      : await linesOf({ deliveries: [], conversations: all, sinceMs }, ports);
  return {
    sessions,
    more,
    entries: [...entries.values()].sort((a, b) => b.parkedAtMs - a.parkedAtMs),
    copies: await copiesOf(asked.deliveries, ports),
    lines: [...named, ...further].sort((a, b) => a.timestamp.localeCompare(b.timestamp)),
    silences: await silencesOf(new Set(sessions.map(conversationOf)), ports),
  };
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

const deliveriesIn = (lines: readonly LoggedLine[]): string[] =>
  textsIn(lines.map(({ deliveryId }) => deliveryId));

/** `named`: references in the lines and entries of what was asked. The table is searched only for what they do not lead to. */
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

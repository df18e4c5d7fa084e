// What an id means that Acuse has printed: of a delivery, of its replay, of its entry in the error log, or a reference
// of a conversation.
import { deliveryOfEntry, updateEntryId, workEntryId } from '../functions/core/error-log/entry.ts';
import { conversationOf, hasEnded } from '../functions/core/wait/session.ts';
import { CommandError } from './command.ts';
import type { Deployment } from './deployment.ts';

export type Reference =
  /** `id`: without what marks an entry or a replay. `exact`: with the mark of a replay, where there is one. */
  | { readonly kind: 'delivery'; readonly id: string; readonly exact: string }
  /** Of a conversation, or of one message that is answered. */
  | { readonly kind: 'conversation'; readonly ref: string };

/** 192 bits in base64url, without dashes at its start. */
const CONVERSATION = /^[\w-]{28,32}$/;

/** Anything that is no reference of a conversation is taken for a delivery's id. Undefined for what can be neither. */
export function readReference(text: string): Reference | undefined {
  if (CONVERSATION.test(text)) return { kind: 'conversation', ref: text };
  if (!/^[\w.#-]{1,200}$/.test(text)) return undefined;
  const exact = deliveryOfEntry(text);
  return { kind: 'delivery', exact, id: exact.replace(/(#r\d+)+$/, '') };
}

/** The entries of the error log that the id may mean: as it is, and with the marks that it may lack. */
export const entryIdsOf = (text: string): readonly string[] =>
  text === deliveryOfEntry(text) ? [workEntryId(text), updateEntryId(text)] : [text];

/**
 * Ids of entries, as the operate function takes them. A delivery's id becomes that of its entries, a conversation's
 * reference that of its open entries. What names no entry stays as it is, and is answered as gone.
 */
export async function resolveEntryIds(
  texts: readonly string[],
  { errorLog }: Pick<Deployment, 'errorLog'>,
): Promise<string[]> {
  const ids: string[] = [];
  for (const text of texts) {
    const isWhole = text !== deliveryOfEntry(text);
    ids.push(...(isWhole ? [text] : await entriesOf(text, errorLog)));
  }
  return [...new Set(ids)];
}

/** Of a delivery, in the form that ingest gives it, or with a mark. */
const DELIVERY = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}(#|$)|#(work|update|r\d+)$/;

/**
 * What a wait is stored under, for the id of its delivery, or for the reference of a conversation of which one message is
 * to be answered. Any other text stays as it is.
 * @throws {CommandError} when no conversation waits for the delivery, or several messages of the conversation wait.
 */
export async function resolveWait(text: string, { sessions }: Pick<Deployment, 'sessions'>): Promise<string> {
  const reference = CONVERSATION.test(text) || DELIVERY.test(text) ? readReference(text) : undefined;
  if (reference?.kind === 'delivery') {
    const { id } = reference;
    const found = (await sessions.find([id])).sessions.find(
      ({ cycle }) => cycle?.deliveryId === id || cycle?.deliveryId.startsWith(`${id}#`),
    );
    if (found) return found.ref;
    throw new CommandError(`No conversation waits for the delivery ${id}. See npx acuse sessions.`);
  }
  if (reference === undefined || (await sessions.load(text)).session) return text;
  const waiting = (await sessions.find([text])).sessions.filter(
    (one) => conversationOf(one) === text && one.cycle && !hasEnded(one.cycle),
  );
  if (waiting.length > 1)
    throw new CommandError(
      `Several messages of this conversation wait. Name one: ${waiting.map(({ ref }) => ref).join(', ')}.`,
    );
  return waiting[0]?.ref ?? text;
}

async function entriesOf(text: string, errorLog: Deployment['errorLog']): Promise<string[]> {
  const found: string[] = [];
  if (readReference(text)?.kind === 'conversation') {
    for await (const { id, conversation } of errorLog.search({})) if (conversation === text) found.push(id);
    found.reverse();
  } else for (const id of entryIdsOf(text)) if (await errorLog.load(id)) found.push(id);
  return found.length > 0 ? found : [text];
}

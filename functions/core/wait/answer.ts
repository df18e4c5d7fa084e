// What a decision brings into its conversation: variables, messages, an intent, a hand-over, a note. Each platform takes what it
// can (docs/answering.md).
import { list, type Output, object, optional, string } from '../../runtime/schema.ts';

/** One session variable as Treble takes it: both strings. */
const sessionKey = object({ key: string, value: string });

/** A file that the platform fetches, or that we fetch for it. */
const media = object({ url: string, mimeType: optional(string), filename: optional(string) });

/** One message: a text, or a file with or without a caption. */
const replyPart = object({ text: optional(string), media: optional(media), caption: optional(string) });

/** Fields of an answer, as they are stored. All but the variables are optional. */
export const ANSWER_FIELDS = {
  /** Variables: the chat's, the session's, or the conversation's custom attributes. */
  keys: list(sessionKey),
  /** Messages to the customer, in order. */
  reply: optional(list(replyPart)),
  /** An intent of the user's bot, by its id or name. */
  intent: optional(string),
  /** A person is to take over. `to`: a team, by its id or name. */
  handoff: optional(object({ to: optional(string) })),
  /** For colleagues only. */
  note: optional(string),
} as const;

export type SessionKey = Output<typeof sessionKey>;
export type ReplyPart = Output<typeof replyPart>;

export interface Answer {
  readonly keys: readonly SessionKey[];
  readonly reply?: readonly ReplyPart[] | undefined;
  readonly intent?: string | undefined;
  readonly handoff?: { readonly to?: string | undefined } | undefined;
  readonly note?: string | undefined;
}

/** Its fields alone, of something that may have more. */
export const answerFields = ({ keys, reply, intent, handoff, note }: Answer) => ({
  keys,
  ...(reply && { reply }),
  ...(intent !== undefined && { intent }),
  ...(handoff && { handoff }),
  ...(note !== undefined && { note }),
});

/** Names that start so are reserved: variables of a processor or an operator may not use them. */
export const RESERVED_PREFIX = 'acuse_';

/** In one answer. */
export const MAX_REPLY_PARTS = 10;

/** A session is one item of DynamoDB, which holds 400 KB: this much is for its answer. */
const MAX_ANSWER_BYTES = 256 * 1024;

/**
 * Whether a session can hold it. Counted as stored, which can be three times its size: a list writes `key` and `value` before
 * each variable, and a JSON text inside a JSON text has its quotes escaped.
 */
export function canBeStored({ keys, reply, intent, handoff, note }: Answer): boolean {
  const others = { reply, intent, handoff, note };
  const bytes = Buffer.byteLength(JSON.stringify(keys)) + Buffer.byteLength(JSON.stringify(others)) - 2;
  return bytes <= MAX_ANSWER_BYTES;
}

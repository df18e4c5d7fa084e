// Reads a result: the body of a processor's 200, or what was posted to a resume URL. Every field is checked, and what does not fit
// is named: whoever wrote the processor must mend it. docs/answering.md documents the fields.
import {
  type Answer,
  canBeStored,
  MAX_REPLY_PARTS,
  type ReplyPart,
  type SessionKey,
} from '../core/wait/answer.ts';
import { asObject, parseAsWritten } from './json-as-written.ts';

/** Why a text is no result. `problem` names the field, and never holds a value. */
export interface BadResult {
  readonly kind: 'bad_result' | 'too_large';
  readonly problem: string;
}

/** The result in a body, or what is wrong with it. */
export function readResult(text: string): Answer | BadResult {
  try {
    const answer = readFields(asObject(parseAsWritten(text)));
    if (canBeStored(answer)) return answer;
    return { kind: 'too_large', problem: 'its variables and messages come to more than 256 KiB' };
  } catch (error) {
    if (error instanceof FieldError) return { kind: 'bad_result', problem: error.message };
    throw error;
  }
}

class FieldError extends Error {
  override readonly name = 'FieldError';
}

const FIELDS = ['keys', 'user_session_keys', 'reply', 'intent', 'handoff', 'note'];

function readFields(answer: object | undefined): Answer {
  if (!answer) throw new FieldError('it must be a JSON object');
  if (!FIELDS.some((name) => Object.hasOwn(answer, name)))
    throw new FieldError(`it must have one of ${FIELDS.join(', ')}`);
  const field = (name: string): unknown => (Object.hasOwn(answer, name) ? Reflect.get(answer, name) : null);
  const reply = readReply(field('reply'));
  const intent = readName(field('intent'), 'intent');
  const handoff = readHandoff(field('handoff'));
  const note = readName(field('note'), 'note');
  return {
    keys: readKeys(field('user_session_keys'), field('keys')),
    ...(reply && { reply }),
    ...(intent !== undefined && { intent }),
    ...(handoff && { handoff }),
    ...(note !== undefined && { note }),
  };
}

function readKeys(list: unknown, map: unknown): readonly SessionKey[] {
  if (list !== null && list !== undefined) return readList(list);
  return map === null || map === undefined ? [] : readMap(map);
}

function readList(list: unknown): SessionKey[] {
  if (!Array.isArray(list)) throw new FieldError('user_session_keys must be a list of {"key","value"}');
  return list.map((item, at) => {
    if (typeof item?.key !== 'string' || item.key === '')
      throw new FieldError(`user_session_keys[${at}].key must be text that is not empty`);
    return { key: item.key, value: asText(item.value) };
  });
}

function readMap(value: unknown): SessionKey[] {
  const map = asObject(value);
  if (!map) throw new FieldError('keys must be an object: {"name":"value"}');
  if (Object.hasOwn(map, '')) throw new FieldError('keys must have no empty name');
  return Object.entries(map).map(([key, one]) => ({ key, value: asText(one) }));
}

/** Platforms accept strings: other values become JSON, a missing value becomes empty. */
export function asText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Undefined: there is none. */
function readReply(value: unknown): readonly ReplyPart[] | undefined {
  if (value === null || value === undefined) return undefined;
  const parts: unknown[] = Array.isArray(value) ? value : [value];
  if (parts.length === 0) return undefined;
  if (parts.length > MAX_REPLY_PARTS)
    throw new FieldError(`reply must have at most ${MAX_REPLY_PARTS} parts`);
  return parts.map((part, at) => readPart(part, Array.isArray(value) ? `reply[${at}]` : 'reply'));
}

function readPart(part: unknown, name: string): ReplyPart {
  if (typeof part === 'string') return { text: filled(part, name) };
  const fields = asObject(part);
  if (!fields) throw new FieldError(`${name} must be text, or {"media":{"url"}}`);
  const given = (field: string): unknown =>
    Object.hasOwn(fields, field) ? Reflect.get(fields, field) : null;
  const media = asObject(given('media'));
  const text = readName(given('text'), `${name}.text`);
  if (!media) {
    if (text === undefined) throw new FieldError(`${name} must be text, or {"media":{"url"}}`);
    return { text };
  }
  if (text !== undefined) throw new FieldError(`${name} must have text or media, not both`);
  const inMedia = (field: string): unknown =>
    Object.hasOwn(media, field) ? Reflect.get(media, field) : null;
  const url = inMedia('url');
  if (typeof url !== 'string' || !/^https?:\/\//i.test(url) || !URL.canParse(url))
    throw new FieldError(`${name}.media.url must be an http or https URL`);
  const mimeType = readName(inMedia('mimeType'), `${name}.media.mimeType`);
  const filename = readName(inMedia('filename'), `${name}.media.filename`);
  const caption = readName(given('caption'), `${name}.caption`);
  return {
    media: { url, ...(mimeType !== undefined && { mimeType }), ...(filename !== undefined && { filename }) },
    ...(caption !== undefined && { caption }),
  };
}

/** A team has a name, or an id that may be a number. */
function readHandoff(value: unknown): Answer['handoff'] {
  if (value === null || value === undefined || value === false) return undefined;
  if (value === true) return {};
  if (JSON.isRawJSON(value)) return { to: value.rawJSON };
  if (typeof value === 'string') return { to: filled(value, 'handoff') };
  throw new FieldError('handoff must be true, or the id or name of a team');
}

function readName(value: unknown, name: string): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value !== 'string') throw new FieldError(`${name} must be text`);
  return filled(value, name);
}

function filled(text: string, name: string): string {
  if (text.trim() === '') throw new FieldError(`${name} must not be empty`);
  return text;
}

// Makes the request of a lookup. A value cannot change the host, the number of segments of the path, the parameters of
// the query, another header or the structure of the body: it is encoded, or it is refused.
import { asObject } from '../json-as-written.ts';
import { HEADER_TEXT, isDotSegment, type Lookup } from './configuration.ts';
import { type FindValue, fill, namesIn, parseTemplate, type Template, ValueError } from './template.ts';

export interface LookupRequest {
  readonly method: Lookup['method'];
  readonly origin: URL;
  /** With the query. */
  readonly path: string;
  /** Without the secret ones. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Of every request. */
export const PLAIN_HEADERS = {
  accept: 'application/json',
  // No compression: a small answer must not become a large one.
  'accept-encoding': 'identity',
  'user-agent': 'acuse',
};

/** In characters. Longer ones are no id, number or name. */
const MAX_VALUE = 2000;
const MAX_BODY_VALUE = 20_000;

/** @throws {ValueError} for a placeholder whose value is missing or cannot be used. */
export function requestOf(lookup: Lookup, find: FindValue): LookupRequest {
  const { method, origin, segments, query, headers, body } = lookup;
  const path = segments.map((segment) => segmentOf(segment, find)).join('/');
  const search = query === undefined ? '' : `?${fill(query, find, inQuery)}`;
  return {
    method,
    origin,
    path: `/${path}${search}`,
    headers: {
      ...PLAIN_HEADERS,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...Object.fromEntries(
        Object.entries(headers).map(([name, template]) => [name, fill(template, find, inHeader)]),
      ),
    },
    ...(body !== undefined && { body: JSON.stringify(bodyOf(body, find)) }),
  };
}

/** A segment `.` or `..` would take others away. */
function segmentOf(segment: Template, find: FindValue): string {
  const filled = fill(segment, find, inPath);
  const [placeholder] = namesIn(segment);
  if (placeholder !== undefined && isDotSegment(filled)) throw new ValueError('unusable_value', placeholder);
  return filled;
}

/** Servers and proxies differ in when they decode a slash, so a value with one is refused. */
const inPath = (value: string): string | undefined =>
  /[/\\%\p{Cc}]/u.test(value) ? undefined : inQuery(value);

const inQuery = (value: string): string | undefined =>
  value.length <= MAX_VALUE
    ? encodeURIComponent(value).replace(
        /[!'()*]/g,
        (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
      )
    : undefined;

const inHeader = (value: string): string | undefined =>
  value.length <= MAX_VALUE && HEADER_TEXT.test(value) ? value : undefined;

const inBody = (value: string): string | undefined => (value.length <= MAX_BODY_VALUE ? value : undefined);

/** The same JSON, with its texts filled. */
function bodyOf(template: unknown, find: FindValue): unknown {
  if (typeof template === 'string') return fill(parseTemplate(template) ?? [], find, inBody);
  if (Array.isArray(template)) return template.map((item) => bodyOf(item, find));
  const fields = asObject(template);
  if (!fields) return template;
  return Object.fromEntries(Object.entries(fields).map(([name, item]) => [name, bodyOf(item, find)]));
}

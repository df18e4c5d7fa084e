// The lookup of a source, as a person writes it: JSON. docs/processors/lookup.md describes it. Everything is checked
// here, and each problem names its field and what it must be.
import * as v from 'valibot';
import { RESERVED_PREFIX } from '../../core/wait/answer.ts';
import { isLoopback } from '../../runtime/http/loopback.ts';
import { asObject, parseAsWritten } from '../json-as-written.ts';
import { isPointer } from './pointer.ts';
import { namesIn, parseTemplate, type Template } from './template.ts';
import { EVENT_FIELDS, isKnownName } from './values.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH';

export interface Lookup {
  readonly method: Method;
  /** Scheme, host and port. No placeholder is in it. */
  readonly origin: URL;
  /** Between the slashes of the path. */
  readonly segments: readonly Template[];
  /** After the question mark; undefined: there is none. */
  readonly query: Template | undefined;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, Template>>;
  /** Names in lower case. Their values are keys (functions/core/source/api-keys.ts). */
  readonly secretHeaders: readonly string[];
  /** JSON, whose texts are templates; undefined: no body. */
  readonly body: unknown;
  readonly variables: readonly Variable[];
  readonly foundVariable: string;
  /** A pointer: if there is nothing there, nothing was found. */
  readonly foundAt: string | undefined;
  readonly notFoundStatuses: readonly number[];
  readonly reply: Template | undefined;
  readonly notFoundReply: Template | undefined;
  /** The only host that a redirect may lead to, `host` or `host:port`. */
  readonly followRedirectTo: string | undefined;
  /** Its host may have a private address. */
  readonly privateNetwork: boolean;
}

export type Variable = { readonly name: string } & (
  | { readonly pointer: string }
  | { readonly constant: string }
);

/** The text is no lookup. The message names the fields, and never holds what stands in them. */
export class LookupError extends Error {
  override readonly name = 'LookupError';
  readonly code = 'bad_lookup';
  readonly retryable = false;
}

export const REASON_VARIABLE = 'lookup_reason';

/** As it is stored. The settings of all sources are one item of 400 KB. */
export const MAX_LOOKUP_BYTES = 6000;

const METHODS = ['GET', 'POST', 'PUT', 'PATCH'] as const;

const text = v.string('must be text');
const variable = v.union(
  [v.string(), v.strictObject({ constant: v.string() })],
  'must be a JSON pointer such as "/balance", or {"constant":"text"}',
);
const header = v.union(
  [v.string(), v.strictObject({ secret: v.literal(true) })],
  'must be text, or {"secret":true}',
);

// Made by a function, because only what reads a lookup needs it.
const form = () =>
  v.strictObject(
    {
      method: v.optional(v.picklist(METHODS, `must be one of ${METHODS.join(', ')}`), 'GET'),
      url: text,
      headers: v.optional(v.record(text, header, 'must be an object: {"name":"value"}'), {}),
      body: v.optional(v.unknown()),
      variables: v.optional(v.record(text, variable, 'must be an object: {"name":"/pointer"}'), {}),
      foundVariable: v.optional(text, 'lookup_found'),
      foundAt: v.optional(text),
      notFoundStatuses: v.optional(
        v.array(v.number('must be a status'), 'must be a list of statuses, such as [404]'),
        [404],
      ),
      reply: v.optional(text),
      notFoundReply: v.optional(text),
      followRedirectTo: v.optional(text),
      privateNetwork: v.optional(v.boolean('must be true or false'), false),
    },
    ({ expected }) => (expected === 'never' ? 'is no field of a lookup' : 'is missing'),
  );

/** @throws {LookupError} */
export function parseLookup(json: string): Lookup {
  if (Buffer.byteLength(json) > MAX_LOOKUP_BYTES)
    throw new LookupError(
      `it must be of at most ${MAX_LOOKUP_BYTES} bytes, without the spaces between its fields`,
    );
  const given = asObject(parseJson(json));
  if (!given) throw new LookupError('it must be a JSON object');
  const parsed = v.safeParse(form(), given);
  if (!parsed.success) throw new LookupError(parsed.issues.map(problemOf).join('; '));
  return new Reader(parsed.output, json).read();
}

/** Without the spaces between fields, as it is stored. Text that is no JSON stays as it is. */
export function compactLookup(json: string): string {
  const value = parseAsWritten(json);
  return value === undefined ? json : JSON.stringify(value);
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // The error would quote the text.
    throw new LookupError('it must be JSON: check its commas, quotation marks and braces');
  }
}

const problemOf = (issue: v.BaseIssue<unknown>): string => `${v.getDotPath(issue) ?? 'it'} ${issue.message}`;

/** Headers that belong to the connection, or that we set ourselves. */
const OWN_HEADERS =
  /^(host|connection|keep-alive|proxy-.*|transfer-encoding|te|trailer|upgrade|expect|content-length|content-encoding|accept-encoding|user-agent)$/;

/** The URL parser takes more, and changes it. */
const ORIGIN_TEXT = /^[a-z]+:\/\/[A-Za-z0-9.:[\]-]+$/;

/** What a path and a query may hold as they are. A `%` stands before two digits only. */
const URL_TEXT = /^([A-Za-z0-9._~!$&'()*+,;=:@/?[\]-]|%[0-9A-Fa-f]{2})*$/;

/** In a header, literally or as a value. */
export const HEADER_TEXT = /^[\x20-\x7e]*$/;

export const isDotSegment = (segment: string): boolean => /^(\.|%2e){1,2}$/i.test(segment);

const HOST = /^([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/;

/** Reads the fields one by one, and collects what is wrong with them. */
class Reader {
  readonly #given: v.InferOutput<ReturnType<typeof form>>;
  readonly #json: string;
  readonly #problems: string[] = [];

  constructor(given: v.InferOutput<ReturnType<typeof form>>, json: string) {
    this.#given = given;
    this.#json = json;
  }

  read(): Lookup {
    const { method, foundAt, foundVariable, followRedirectTo, privateNetwork, notFoundStatuses } =
      this.#given;
    const url = this.#url();
    const lookup = {
      method,
      ...url,
      ...this.#headers(),
      body: this.#body(),
      variables: this.#variables(),
      foundVariable,
      foundAt,
      notFoundStatuses,
      reply: this.#reply('reply'),
      notFoundReply: this.#reply('notFoundReply'),
      followRedirectTo,
      privateNetwork,
    };
    this.#variableName('foundVariable', foundVariable);
    if (foundAt !== undefined && !isPointer(foundAt)) this.#must('foundAt', BE_POINTER);
    if (!notFoundStatuses.every(canMeanNotFound))
      this.#must('notFoundStatuses', 'have only statuses from 400 to 499, without 408 and 429');
    if (followRedirectTo !== undefined && !HOST.test(followRedirectTo))
      this.#must('followRedirectTo', 'be a host, such as "script.googleusercontent.com"');
    if (this.#problems.length > 0) throw new LookupError(this.#problems.join('; '));
    return lookup;
  }

  #must(field: string, must: string): void {
    this.#problems.push(`${field} must ${must}`);
  }

  /** A template whose event fields exist. An empty one where it cannot be read. */
  #template(field: string, text: string): Template {
    const template = parseTemplate(text);
    if (!template) this.#must(field, 'have a name between { and }; write {{ or }} for one brace');
    const unknown = namesIn(template ?? []).find((name) => !isKnownName(name));
    if (unknown !== undefined)
      this.#must(field, `not name {${unknown}}: of the event there are ${EVENT_FIELDS.join(', ')}`);
    return template ?? [];
  }

  #url(): Pick<Lookup, 'origin' | 'segments' | 'query'> {
    const [, start = '', path = '', query] =
      /^([^/]*\/\/[^/?]*)([^?]*)(?:\?(.*))?$/s.exec(this.#given.url) ?? [];
    const origin = start.includes('{') ? null : URL.parse(start);
    const template = (text: string) => {
      const parsed = this.#template('url', text);
      if (!parsed.every((part) => typeof part !== 'string' || URL_TEXT.test(part)))
        this.#must(
          'url',
          'write what is no letter, digit or sign of a URL as % and two digits, and a placeholder as {name}',
        );
      return parsed;
    };
    if (start.includes('{')) this.#must('url', 'have its placeholders after the host');
    else if (!origin || !ORIGIN_TEXT.test(start) || !isSafe(origin))
      this.#must('url', 'be an https URL without user, password and # (http on this machine only)');
    const segments = path === '' ? [''] : path.split('/').slice(1);
    if (segments.some(isDotSegment)) this.#must('url', 'have no . or .. in its path');
    return {
      origin: origin ?? NOWHERE,
      segments: segments.map(template),
      query: query === undefined ? undefined : template(query),
    };
  }

  #headers(): Pick<Lookup, 'headers' | 'secretHeaders'> {
    const headers: Record<string, Template> = {};
    const secretHeaders: string[] = [];
    for (const [given, value] of Object.entries(this.#given.headers)) {
      const name = given.toLowerCase();
      const field = `headers.${given}`;
      if (!/^[a-z0-9_-]{1,64}$/.test(name)) this.#must(field, 'have a name of letters, digits, - and _');
      else if (OWN_HEADERS.test(name)) this.#must(field, 'be left out: Acuse sets it');
      else if (Object.hasOwn(headers, name) || secretHeaders.includes(name))
        this.#must(field, 'be there only once');
      else if (typeof value !== 'string') secretHeaders.push(name);
      else {
        headers[name] = this.#template(field, value);
        if (!HEADER_TEXT.test(value)) this.#must(field, 'have plain letters, digits and signs only');
      }
    }
    return { headers, secretHeaders };
  }

  /** From the text again: its numbers stay as they are written. */
  #body(): unknown {
    const { method, body } = this.#given;
    if (body === undefined) return undefined;
    if (method === 'GET') this.#must('body', 'be left out: a GET has none. Set method to POST, PUT or PATCH');
    this.#checkTexts('body', body);
    return Reflect.get(asObject(parseAsWritten(this.#json)) ?? {}, 'body');
  }

  #checkTexts(field: string, value: unknown): void {
    if (typeof value === 'string') this.#template(field, value);
    if (typeof value !== 'object' || value === null) return;
    for (const [name, one] of Object.entries(value)) this.#checkTexts(`${field}.${name}`, one);
  }

  #variables(): Variable[] {
    return Object.entries(this.#given.variables).map(([name, from]) => {
      const field = `variables.${name}`;
      this.#variableName(field, name);
      if (name === this.#given.foundVariable) this.#must(field, 'have another name than foundVariable');
      if (typeof from !== 'string') return { name, constant: from.constant };
      if (!isPointer(from)) this.#must(field, `${BE_POINTER}, or {"constant":"text"}`);
      return { name, pointer: from };
    });
  }

  #variableName(field: string, name: string): void {
    const isName = /^[^{}\s][^{}\r\n]{0,99}$/.test(name) && name.trim() === name;
    if (!isName) this.#must(field, 'have a name of 1 to 100 characters, without braces');
    if (name.startsWith(RESERVED_PREFIX) || name.startsWith('event.') || name === REASON_VARIABLE)
      this.#must(field, `have another name: ${RESERVED_PREFIX}…, event.… and ${REASON_VARIABLE} are taken`);
  }

  #reply(field: 'reply' | 'notFoundReply'): Template | undefined {
    const given = this.#given[field];
    if (given === undefined) return undefined;
    if (given.trim() === '') this.#must(field, 'have a text');
    return this.#template(field, given);
  }
}

const BE_POINTER = 'be a JSON pointer: it begins with / as in "/client/name"';

const NOWHERE = new URL('https://invalid');

/** A redirect, a time-out and a full service say nothing about what was looked for. */
const canMeanNotFound = (status: number): boolean =>
  Number.isInteger(status) && status >= 400 && status <= 499 && status !== 408 && status !== 429;

/** Plain http only on loopback. */
function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

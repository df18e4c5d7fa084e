// The session variables of a wait that reaches its deadline, as an operator writes them: `name=value,name=value`.
import * as groups from './groups.ts';
import { prose, type TextParameter } from './parameter.ts';

/** Names that start with `acuse_` are our own. */
const PAIR = '(?!\\s*acuse_)[^=,]*[^=,\\s][^=,]*=[^,]*';

/** One byte each in an environment, which is measured as JSON. */
const PLAIN = '[ !#-\\[\\]-~]';
const OTHER = '[^ !#-\\[\\]-~]';
const FEW_OTHERS = `(?=${PLAIN}*(${OTHER}${PLAIN}*){0,100}$)`;

/** Sees no name that comes twice. */
const PATTERN = `^${FEW_OTHERS}(\\s*|${PAIR}(,${PAIR})*)$`;

const WHOLE = new RegExp(PATTERN, 'u');

interface Variable {
  readonly key: string;
  readonly value: string;
}

/**
 * Blank text means none. A value may contain `=` but no comma. Undefined: the text does not read so, a name is ours, or
 * a name comes twice.
 */
export function parseFallbackKeys(text: string): readonly Variable[] | undefined {
  if (!WHOLE.test(text)) return undefined;
  if (text.trim() === '') return [];
  const keys = text.split(',').map((pair) => {
    const at = pair.indexOf('=');
    return { key: pair.slice(0, at).trim(), value: pair.slice(at + 1) };
  });
  return new Set(keys.map(({ key }) => key)).size === keys.length ? keys : undefined;
}

export const fallbackKeys = {
  name: 'FallbackKeys',
  kind: 'text',
  default: '',
  maxLength: 500,
  pattern: PATTERN,
  constraint:
    'must read name=value,name=value, no name starting with acuse_, at most 100 accents, emoji and quotation marks',
  parse: parseFallbackKeys,
  prose: /* @__PURE__ */ prose({
    group: groups.work,
    label: 'Fallback variables',
    meaning:
      'Session variables for a wait that reaches its deadline without a result: name=value,name=value.',
    more: 'A value may hold `=`, but no comma.',
    extremes:
      'Empty: only `acuse_status` and `acuse_reason` are set. At most 500 characters, of them at most 100 that are no plain letter, digit or sign: accents, emoji, quotation marks, backslashes.',
  }),
} as const satisfies TextParameter;

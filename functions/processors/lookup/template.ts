// Texts with placeholders: `Hola {event.name}`. `{{` and `}}` stand for one brace. What a value may change is up to
// whoever fills the template: `fill` puts each value through `encode`.

/** Texts, and names of placeholders between them. */
export type Template = readonly (string | { readonly name: string })[];

/** The value of a placeholder, never blank; undefined if there is none. */
export type FindValue = (name: string) => string | undefined;

/** Why a template cannot be filled. `placeholder`: whose value it is. Never holds the value. */
export class ValueError extends Error {
  override readonly name = 'ValueError';
  readonly reason: 'missing_value' | 'unusable_value';
  readonly placeholder: string;

  constructor(reason: ValueError['reason'], placeholder: string) {
    super(`${reason} of {${placeholder}}`);
    this.reason = reason;
    this.placeholder = placeholder;
  }
}

const MAX_NAME_CHARACTERS = 100;

/** Undefined if a brace has no partner, or if a name is empty or too long. */
export function parseTemplate(text: string): Template | undefined {
  const parts: (string | { name: string })[] = [];
  for (const [token, name] of text.matchAll(/\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/g)) {
    if (token === '{' || token === '}') return undefined;
    if (name === undefined) parts.push(token === '{{' ? '{' : token === '}}' ? '}' : token);
    else if (name.trim() === '' || name.length > MAX_NAME_CHARACTERS) return undefined;
    else parts.push({ name: name.trim() });
  }
  return parts;
}

export const namesIn = (template: Template): string[] =>
  template.flatMap((part) => (typeof part === 'string' ? [] : [part.name]));

/** @throws {ValueError} for a value that is missing, or that `encode` does not take: it returns undefined. */
export function fill(template: Template, find: FindValue, encode: (value: string) => string | undefined) {
  return template
    .map((part) => {
      if (typeof part === 'string') return part;
      const value = find(part.name);
      if (value === undefined) throw new ValueError('missing_value', part.name);
      const encoded = value.isWellFormed() ? encode(value) : undefined;
      if (encoded === undefined) throw new ValueError('unusable_value', part.name);
      return encoded;
    })
    .join('');
}

// What a parameter is. A row is the only place that states a parameter: the stack's template, the environment of each
// function that uses it, the checks of a local run and docs/parameters.md are made from it. A row knows no function.

export type Parameter = NumberParameter | ChoiceParameter | TextParameter;

interface Row {
  /** In PascalCase, with its unit at the end. */
  readonly name: string;
  readonly prose: Prose | undefined;
}

/** A whole number within bounds, both included. */
export interface NumberParameter extends Row {
  readonly kind: 'number';
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** One of a few values. */
export interface ChoiceParameter extends Row {
  readonly kind: 'choice';
  readonly default: string | number;
  readonly allowed: readonly (string | number)[];
}

export interface TextParameter extends Row {
  readonly kind: 'text';
  readonly default: string;
  /** In characters. An environment holds 4 KB in all: test/lib/environments.test.ts adds up what may come together. */
  readonly maxLength: number;
  /** A regular expression for the whole value. */
  readonly pattern: string;
  /** What a value must be or read, as a message: `must …`. */
  readonly constraint: string;
  /** What a function gets in place of the text. Undefined: the text does not fit. */
  readonly parse?: (text: string) => unknown;
}

/** What people read. */
export interface Prose {
  /** The heading that it stands below, in the CloudFormation console and in docs/parameters.md. */
  readonly group: string;
  readonly label: string;
  /** `none` for a number without a unit. Absent: the parameter is no number. */
  readonly unit?: string;
  /** One line, for the CloudFormation console. */
  readonly meaning: string;
  /** Markdown that follows the meaning in docs/parameters.md, and nowhere else. */
  readonly more?: string;
  /** Markdown for docs/parameters.md: what happens at the ends of its range. */
  readonly extremes: string;
}

declare global {
  interface ImportMeta {
    /** Set by lib/bundling.ts in what is deployed. */
    readonly bundled?: true;
  }
}

/**
 * Undefined in a bundle: a function shows its parameters to nobody, and what it reads at a cold start must be small.
 * Each call is marked as pure, so that a bundle also leaves out the rows that it does not use.
 */
export function prose(text: Prose): Prose | undefined {
  return import.meta.bundled ? undefined : text;
}

/** @throws where the row is in a bundle. */
export function proseOf({ name, prose: text }: Parameter): Prose {
  if (text) return text;
  throw new Error(`The texts of the parameter ${name} are not in a bundle.`);
}

/** The environment variable that carries a parameter: `SLOW_MS` for `SlowMs`. */
export type VariableName<
  Name extends string,
  Before extends string = '',
> = Name extends `${infer First}${infer Rest}`
  ? VariableName<Rest, `${Before}${Rest extends Uncapitalize<Rest> ? First : `${First}_`}`>
  : Uppercase<Before>;

export const variableName = (name: string): string => name.replaceAll(/(?<=.)(?=[A-Z])/g, '_').toUpperCase();

/** What a function gets for a parameter. */
export type ValueOf<P extends Parameter> = P extends NumberParameter
  ? number
  : P extends ChoiceParameter
    ? `${P['allowed'][number]}`
    : P extends { readonly parse: (text: string) => infer Value }
      ? Exclude<Value, undefined>
      : string;

/** Undefined: the text does not fit. */
export function readValue(row: Parameter, text: string): unknown {
  switch (row.kind) {
    case 'number': {
      const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
      return value >= row.minimum && value <= row.maximum ? value : undefined;
    }
    case 'choice':
      return row.allowed.map(String).find((known) => known === text);
    case 'text': {
      const { maxLength, pattern, parse } = row;
      const fits = [...text].length <= maxLength && new RegExp(`^(?:${pattern})$`, 'u').test(text);
      return fits && parse ? parse(text) : fits ? text : undefined;
    }
  }
}

/** What a value must be, as a message: `must …`. Never holds a value. */
export function constraintOf(row: Parameter): string {
  const unit = row.prose?.unit === 'none' ? undefined : row.prose?.unit;
  switch (row.kind) {
    case 'number':
      return `must be a whole number ${unit ? `of ${unit} ` : ''}from ${row.minimum} to ${row.maximum}`;
    case 'choice':
      return `must be one of ${row.allowed.join(', ')}${unit ? ` ${unit}` : ''}`;
    case 'text':
      return row.constraint;
  }
}

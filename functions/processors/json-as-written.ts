// Parses JSON and keeps numbers as they are written: all digits of a long number stay, and `1.0` stays `1.0`.
// https://github.com/tc39/proposal-json-parse-with-source, which Node.js has had since 22.

interface RawJson {
  readonly rawJSON: string;
}

declare global {
  /** Missing in the declarations of TypeScript. */
  interface JSON {
    /** JSON.stringify writes exactly this text. */
    rawJSON(text: string): RawJson;
    isRawJSON(value: unknown): value is RawJson;
  }
}

/** Undefined if the text is not JSON. Every number is a `RawJson`. */
export const parseAsWritten = (text: string): unknown => parse(text, JSON.rawJSON);

/** Undefined if the text is not JSON. Every number is a text. */
export const parseNumbersAsText = (text: string): unknown => parse(text, (written) => written);

function parse(text: string, keep: (written: string) => unknown): unknown {
  try {
    // Some servers send a byte order mark, which is not valid JSON.
    return JSON.parse(text.replace(/^\uFEFF/, ''), (_key, value, context?: { source?: string }) =>
      typeof value === 'number' && context?.source !== undefined ? keep(context.source) : value,
    );
  } catch {
    return undefined;
  }
}

/** Undefined if the value is not an object with named fields. */
export function asObject(value: unknown): object | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && !JSON.isRawJSON(value) ? value : undefined;
}

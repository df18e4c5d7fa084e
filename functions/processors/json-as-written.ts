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
export function parseAsWritten(text: string): unknown {
  try {
    // Some servers send a byte order mark, which is not valid JSON.
    return JSON.parse(text.replace(/^\uFEFF/, ''), keepWritten);
  } catch {
    return undefined;
  }
}

function keepWritten(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' && context?.source !== undefined ? JSON.rawJSON(context.source) : value;
}

/** Undefined if the value is not an object with named fields. */
export function asObject(value: unknown): object | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && !JSON.isRawJSON(value) ? value : undefined;
}

// JSON whose numbers stay as they are written: no digit of a long one is lost, and `1.0` does not become `1`.
// https://github.com/tc39/proposal-json-parse-with-source, which Node.js has had since 22.

interface RawJson {
  readonly rawJSON: string;
}

declare global {
  /** What TypeScript's own declarations do not have yet. */
  interface JSON {
    /** Stands for exactly this text wherever it is written out as JSON again. */
    rawJSON(text: string): RawJson;
    isRawJSON(value: unknown): value is RawJson;
  }
}

/** Undefined for what is no JSON. Every number in it is a `RawJson`. */
export function parseAsWritten(text: string): unknown {
  try {
    // Some servers begin with a byte order mark, which is no JSON.
    return JSON.parse(text.replace(/^\uFEFF/, ''), keepWritten);
  } catch {
    return undefined;
  }
}

function keepWritten(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' && context?.source !== undefined ? JSON.rawJSON(context.source) : value;
}

/** Undefined for a number, a list, and all else that has no names in it. */
export function asObject(value: unknown): object | undefined {
  const named = typeof value === 'object' && value !== null && !Array.isArray(value);
  return named && !JSON.isRawJSON(value) ? value : undefined;
}

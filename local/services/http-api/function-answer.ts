// The answer that the HTTP API makes from a function's result, and the API's own answers. Supports what the functions
// return: status, headers and a text body. Any other field makes the result invalid.
import * as v from 'valibot';

export interface GatewayAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const functionResult = v.strictObject({
  statusCode: v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)),
  headers: v.optional(v.record(v.string(), v.string()), {}),
  body: v.optional(v.string(), ''),
});

/** Undefined for a result that is not supported: the API then answers 500. */
export function functionAnswer(result: unknown): GatewayAnswer | undefined {
  const parsed = v.safeParse(functionResult, result);
  if (!parsed.success) return undefined;
  const { statusCode, headers, body } = parsed.output;
  return {
    status: statusCode,
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...headers },
    body: Buffer.from(body),
  };
}

/** An answer of the API itself, with the message that AWS uses. */
export function ownAnswer(status: number, message: string): GatewayAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ message })),
  };
}

// The answers of the API. Always JSON, because Treble's webhook centre requires a valid JSON body.

export interface ApiAnswer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

export function jsonAnswer(
  statusCode: number,
  value: object,
  headers: Record<string, string> = {},
): ApiAnswer {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value),
  };
}

// A client for the AWS JSON protocol of SQS and DynamoDB, for the run's own calls: it calls SQS for every message, and
// a call by the SDK needs seven times the CPU. The engines check no signature.
import { call, NoAnswerError } from '../../../functions/runtime/http/client.ts';

/** A call that an engine refused or did not answer. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  /** The service's own code, e.g. `ResourceNotFoundException`; `Unreachable` when there was no answer. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** @throws {EngineError} */
export type AwsJson = (operation: string, input: object, signal?: AbortSignal) => Promise<unknown>;

/** dynalite needs a signature and does not check it. */
const SIGNATURE =
  'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/x/aws4_request, SignedHeaders=host, Signature=0';

/** Longer than a receive that waits 20 s for messages. */
const TIMEOUT_MS = 60_000;
/** Above ten messages of 1 MiB and above a page of DynamoDB. */
const MOST_ANSWER_BYTES = 32 * 1024 * 1024;

export function awsJson(endpoint: string, service: 'AmazonSQS' | 'DynamoDB_20120810'): AwsJson {
  const origin = new URL(endpoint);
  return async (operation, input, signal) => {
    const answer = await call({
      method: 'POST',
      origin,
      path: '/',
      body: JSON.stringify(input),
      headers: {
        authorization: SIGNATURE,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-date': '20260101T000000Z',
        'x-amz-target': `${service}.${operation}`,
      },
      timeoutMs: TIMEOUT_MS,
      maxAnswerBytes: MOST_ANSWER_BYTES,
      ...(signal && { signal }),
    }).catch((cause: unknown) => {
      if (!(cause instanceof NoAnswerError)) throw cause;
      throw new EngineError('Unreachable', `${operation} got no answer`, { cause });
    });
    const result = parse(answer.body ?? '');
    if (answer.status === 200) return result;
    throw new EngineError(codeOf(result), `${operation} was refused: ${codeOf(result)}`);
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function codeOf(answer: unknown): string {
  const type: unknown = Object(answer).__type;
  return typeof type === 'string' ? type.replace(/^.*#/, '') : 'InternalError';
}

// A client for the AWS JSON protocol, as SQS and DynamoDB speak it, for the runner itself: the SDK's costs seven
// times the CPU a call, and the runner calls for every message. Unsigned: the engines check no signature.
import { Agent, request } from 'node:http';

/** A call that an engine refused, or that did not reach it. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  /** The service's own name for what is wrong, e.g. `ResourceNotFoundException`. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type AwsJson = (operation: string, input: object, signal?: AbortSignal) => Promise<unknown>;

/** dynalite wants to see a signature, and looks no closer. */
const SIGNATURE =
  'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/x/aws4_request, SignedHeaders=host, Signature=0';

export function awsJson(endpoint: string, service: 'AmazonSQS' | 'DynamoDB_20120810'): AwsJson {
  const agent = new Agent({ keepAlive: true });
  return (operation, input, signal) =>
    new Promise((done, fail) => {
      const body = Buffer.from(JSON.stringify(input));
      const call = request(endpoint, {
        method: 'POST',
        agent,
        ...(signal && { signal }),
        headers: {
          authorization: SIGNATURE,
          'content-length': body.length,
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-date': '20260101T000000Z',
          'x-amz-target': `${service}.${operation}`,
        },
      });
      call.on('error', (cause) =>
        fail(new EngineError('Unreachable', `${operation} got no answer`, { cause })),
      );
      call.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', (cause) =>
          fail(new EngineError('Unreachable', `${operation} broke off`, { cause })),
        );
        response.on('end', () => {
          const answer = parse(Buffer.concat(chunks).toString());
          if (response.statusCode === 200) done(answer);
          else fail(new EngineError(codeOf(answer), `${operation} was refused: ${codeOf(answer)}`));
        });
      });
      call.end(body);
    });
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

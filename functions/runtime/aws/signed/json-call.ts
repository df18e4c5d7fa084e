// One operation of a service that speaks AWS's JSON protocol.
// https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
import type { CallAnswer } from '../../http/client.ts';
import type { Service } from './endpoint.ts';
import { RefusedError, type SignedClient, type SignedRequest } from './signed-client.ts';

export interface JsonCallOptions extends Pick<SignedRequest, 'signal' | 'maxAnswerBytes'> {
  /** Of the protocol, as the service speaks it. */
  readonly version?: '1.0' | '1.1';
}

/** `target`: `DynamoDB_20120810.GetItem`. The answer may be one that refuses. */
export function jsonCall(
  client: SignedClient,
  target: string,
  input: object,
  { version = '1.0', ...options }: JsonCallOptions,
): Promise<CallAnswer> {
  const headers = { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target };
  return client({ method: 'POST', path: '/', headers, body: JSON.stringify(input), ...options });
}

/** The content of an answer. @throws {RefusedError} for one that is not a success. */
export function contentOf(service: Service, answer: CallAnswer) {
  if (answer.status !== 200 || answer.body === undefined) throw new RefusedError(service, answer);
  return JSON.parse(answer.body);
}

// One operation of a service that speaks AWS's JSON protocol.
// https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
import type { CallAnswer } from '../../http/client.ts';
import type { Service } from './endpoint.ts';
import { RefusedError, type SignedClient, type SignedRequest } from './signed-client.ts';

/** `target`: `DynamoDB_20120810.GetItem`. The answer may be one that refuses. */
export function jsonCall(
  client: SignedClient,
  target: string,
  input: object,
  options: Pick<SignedRequest, 'signal' | 'maxAnswerBytes'>,
): Promise<CallAnswer> {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target };
  return client({ method: 'POST', path: '/', headers, body: JSON.stringify(input), ...options });
}

/** The content of an answer. @throws {RefusedError} for one that is not a success. */
export function contentOf(service: Service, answer: CallAnswer) {
  if (answer.status !== 200 || answer.body === undefined) throw new RefusedError(service, answer);
  return JSON.parse(answer.body);
}

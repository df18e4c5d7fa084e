// Calls Lambda functions with one signed request each, without the Lambda client: docs/decisions/own-signed-requests.md.
import { reasonOf, signedClient } from '../../runtime/aws/signed/signed-client.ts';
import { type FunctionArn, parseFunctionArn, qualifiedName } from '../../runtime/function-arn.ts';
import { type CallAnswer, NoAnswerError } from '../../runtime/http/client.ts';
import type { FunctionAnswer, FunctionCaller } from './function-caller.ts';

/** A result has only a few variables. Lambda can return up to 6 MB. */
const MAX_ANSWER_BYTES = 256 * 1024;

/** `endpoint` replaces the endpoint of Lambda; empty: there is no Lambda. */
export function lambdaFunctions({ endpoint }: { readonly endpoint: string | undefined }): FunctionCaller {
  return {
    async call({ arn, payload, timeoutMs, signal }) {
      const fn = parseFunctionArn(arn);
      if (!fn || endpoint === '') return { kind: 'nowhere' };
      const client = signedClient({
        service: 'lambda',
        region: fn.region,
        ...(endpoint !== undefined && { origin: new URL(endpoint) }),
        // A second try would run the function again. The worker counts and spreads its own.
        limits: { attempts: 1, requestMs: timeoutMs },
      });
      try {
        const answer = await client({
          method: 'POST',
          path: pathOf(fn, endpoint !== undefined),
          headers: { 'content-type': 'application/json' },
          body: payload,
          maxAnswerBytes: MAX_ANSWER_BYTES,
          signal,
        });
        return read(answer);
      } catch (error) {
        if (error instanceof NoAnswerError) return { kind: 'no_answer', code: error.code };
        throw error;
      }
    },
  };
}

/** Lambda accepts the ARN, also of another account. Compatible endpoints need the name of the function. */
function pathOf(fn: FunctionArn, byName: boolean): string {
  return `/2015-03-31/functions/${encodeURIComponent(byName ? qualifiedName(fn) : fn.arn)}/invocations`;
}

function read(answer: CallAnswer): FunctionAnswer {
  const { status, headers, body } = answer;
  if (status !== 200) return { kind: 'refused', status, type: reasonOf(answer) ?? '' };
  return 'x-amz-function-error' in headers ? { kind: 'threw' } : { kind: 'returned', payload: body };
}

// Calls Lambda functions with one signed request each. The Lambda client would add 88 KB to every cold start of the
// worker, for one POST (docs/decisions/lambda-by-a-signed-request.md).
import { Sha256Node } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { defaultProvider } from '../../runtime/aws/environment-credentials.ts';
import { type FunctionArn, parseFunctionArn, qualifiedName } from '../../runtime/function-arn.ts';
import { type CallAnswer, call, NoAnswerError } from '../../runtime/http/client.ts';
import type { FunctionAnswer, FunctionCaller } from './function-caller.ts';

/** A result has only a few variables. Lambda can return up to 6 MB. */
const MAX_ANSWER_BYTES = 256 * 1024;

/** `endpoint` replaces the endpoint of Lambda; empty: there is no Lambda. */
export function lambdaFunctions({ endpoint }: { readonly endpoint: string | undefined }): FunctionCaller {
  const credentials = defaultProvider();

  return {
    async call({ arn, payload, timeoutMs, signal }) {
      const fn = parseFunctionArn(arn);
      if (!fn || endpoint === '') return { kind: 'nowhere' };
      const origin = new URL(endpoint ?? `https://lambda.${fn.region}.${domainOf(fn)}`);
      const path = pathOf(fn, endpoint !== undefined);
      const body = Buffer.from(payload);
      const signer = new SignatureV4({
        service: 'lambda',
        region: fn.region,
        credentials,
        sha256: Sha256Node,
      });
      const { headers } = await signer.sign({
        method: 'POST',
        protocol: origin.protocol,
        hostname: origin.hostname,
        path,
        headers: { host: origin.host, 'content-type': 'application/json' },
        body,
      });
      try {
        const request = { method: 'POST', origin, path, headers, body, timeoutMs, signal } as const;
        return read(await call({ ...request, maxAnswerBytes: MAX_ANSWER_BYTES }));
      } catch (error) {
        if (error instanceof NoAnswerError) return { kind: 'no_answer', code: error.code };
        throw error;
      }
    },
  };
}

const domainOf = ({ partition }: FunctionArn) =>
  partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';

/** Lambda accepts the ARN, also of another account. Compatible endpoints need the name of the function. */
function pathOf(fn: FunctionArn, byName: boolean): string {
  return `/2015-03-31/functions/${encodeURIComponent(byName ? qualifiedName(fn) : fn.arn)}/invocations`;
}

function read({ status, headers, body }: CallAnswer): FunctionAnswer {
  if (status === 200) {
    return 'x-amz-function-error' in headers ? { kind: 'threw' } : { kind: 'returned', payload: body };
  }
  const type = String(headers['x-amzn-errortype'] ?? '').replace(/[:#].*$/, '');
  return { kind: 'refused', status, type };
}

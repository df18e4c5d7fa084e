// Secrets Manager's API for the secrets of the template: read and replace the whole text.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
import type { ServerResponse } from 'node:http';
import * as v from 'valibot';
import { isLocalRequest, type LoopbackServer, listenOnLoopback, sendJson } from '../loopback.ts';
import { readJsonBody } from '../request.ts';

export interface StoredSecret {
  readonly arn: string;
  read(): string;
  replace(text: string): void;
}

/** A secret has at most 64 KB. */
const BODY_LIMIT_BYTES = 256 * 1024;

const getValue = v.object({ SecretId: v.string() });
const putValue = v.object({ SecretId: v.string(), SecretString: v.pipe(v.string(), v.maxLength(65_536)) });

export function startSecretsManager(secrets: readonly StoredSecret[]): Promise<LoopbackServer> {
  const find = ({ SecretId }: { readonly SecretId: string }) => secrets.find(({ arn }) => arn === SecretId);
  return listenOnLoopback(0, async (request, response) => {
    if (!isLocalRequest(request)) return refuse(response, 'AccessDeniedException', 'Only for this machine');
    const input = (await readJsonBody(request, BODY_LIMIT_BYTES))?.value;
    const target = request.headers['x-amz-target'];
    if (target === 'secretsmanager.GetSecretValue' && v.is(getValue, input)) {
      const secret = find(input);
      if (!secret) return refuse(response, 'ResourceNotFoundException', 'There is no such secret');
      return sendJson(response, 200, { ARN: secret.arn, SecretString: secret.read() });
    }
    if (target === 'secretsmanager.PutSecretValue' && v.is(putValue, input)) {
      const secret = find(input);
      if (!secret) return refuse(response, 'ResourceNotFoundException', 'There is no such secret');
      secret.replace(input.SecretString);
      return sendJson(response, 200, { ARN: secret.arn });
    }
    return refuse(response, 'InvalidRequestException', 'A local run reads and replaces whole secrets only');
  });
}

function refuse(response: ServerResponse, type: string, message: string): void {
  sendJson(response, 400, { __type: type, Message: message });
}

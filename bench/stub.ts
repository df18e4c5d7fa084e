// Fakes SQS, DynamoDB and Treble on loopback with TLS: with plain http the SDK would load undici, which it does not for
// AWS. It answers success at once and counts the requests.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { Certificate } from './certificate.ts';

export interface Stub {
  readonly url: string;
  /** The number of requests since the last call, by operation; `POST` without a name. */
  takeCounts(): Record<string, number>;
  close(): Promise<void>;
}

const KEPT_ALIVE_MS = 60_000;

export async function startStub({ certificatePem, keyPem }: Certificate): Promise<Stub> {
  let counts: Record<string, number> = {};
  const server = createServer({ cert: certificatePem, key: keyPem }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const operation = String(request.headers['x-amz-target'] ?? '').replace(/^.*\./, '') || 'POST';
      counts[operation] = (counts[operation] ?? 0) + 1;
      const answer = JSON.stringify(answerOf(operation, Buffer.concat(chunks)));
      response.writeHead(200, {
        'content-type': 'application/x-amz-json-1.0',
        'content-length': Buffer.byteLength(answer),
      });
      response.end(answer);
    });
  });
  server.keepAliveTimeout = KEPT_ALIVE_MS;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `https://127.0.0.1:${port}`,
    takeCounts() {
      const taken = counts;
      counts = {};
      return taken;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function answerOf(operation: string, body: Buffer): object {
  switch (operation) {
    case 'SendMessage': {
      const { MessageBody }: { MessageBody: string } = JSON.parse(body.toString());
      // The SDK compares this with the message.
      const MD5OfMessageBody = createHash('md5').update(MessageBody).digest('hex');
      return { MessageId: 'a', MD5OfMessageBody, SequenceNumber: '1' };
    }
    // {} means: no item found, and writes succeed.
    case 'GetItem':
    case 'UpdateItem':
      return {};
    default:
      return { message: 'Session successfully updated' };
  }
}

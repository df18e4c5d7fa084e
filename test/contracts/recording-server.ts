// A real server in place of a platform's API: it keeps what arrives, and answers what a test says.
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Arrived {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A status, a status with a body or headers, or a connection that breaks without an answer. */
export type ServerAnswer =
  | number
  | 'no_answer'
  | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> };

export interface RecordingServer {
  readonly url: string;
  readonly arrived: readonly Arrived[];
  /** From now on, to all that comes. */
  answer(next: ServerAnswer | ((request: Arrived) => ServerAnswer)): void;
}

export async function recordingServer(): Promise<RecordingServer> {
  const arrived: Arrived[] = [];
  let next: (request: Arrived) => ServerAnswer = () => 200;
  const url = await listening((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const one = { method, path, headers, text: Buffer.concat(chunks).toString() };
      arrived.push(one);
      const answer = next(one);
      if (answer === 'no_answer') return void request.socket.destroy();
      const number = arrived.length;
      const usual = { id: number, webhookNotificationId: `notification-${number}` };
      const {
        status,
        body = usual,
        headers: more,
      } = typeof answer === 'number' ? { status: answer } : answer;
      response.writeHead(status, { 'content-type': 'application/json', ...more });
      response.end(Buffer.isBuffer(body) ? body : JSON.stringify(body));
    });
  });
  return {
    url,
    arrived,
    answer(given) {
      next = typeof given === 'function' ? given : () => given;
    },
  };
}

/** Closed when the test has finished. */
export async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

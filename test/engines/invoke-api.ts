// Stands in for Lambda's Invoke API: functions by name, and what Lambda itself would say of others.
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Returns what the function returns; throws what it throws. */
export type Handler = (event: unknown) => unknown;

/** Says no in Lambda's place. */
export class Refusal extends Error {
  readonly status: number;
  readonly type: string;

  constructor(status: number, type: string) {
    super(type);
    this.status = status;
    this.type = type;
  }
}

export interface Invocation {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface InvokeApi {
  readonly url: string;
  readonly invocations: readonly Invocation[];
  close(): Promise<void>;
}

export async function startInvokeApi(handlers: Readonly<Record<string, Handler>>): Promise<InvokeApi> {
  const invocations: Invocation[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const body = Buffer.concat(chunks).toString();
      invocations.push({ path: request.url ?? '', headers: request.headers, body });
      const [, name = ''] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url ?? '') ?? [];
      const handler = handlers[decodeURIComponent(name)];
      try {
        if (!handler) throw new Refusal(404, 'ResourceNotFoundException');
        const result = await handler(JSON.parse(body));
        response.writeHead(200, { 'x-amz-executed-version': '$LATEST' });
        response.end(JSON.stringify(result) ?? 'null');
      } catch (error) {
        if (error instanceof Refusal) {
          response.writeHead(error.status, {
            'x-amzn-errortype': `${error.type}:http://internal.amazonaws.com/`,
          });
          response.end(JSON.stringify({ Type: 'User', Message: 'not quoted' }));
          return;
        }
        response.writeHead(200, { 'x-amz-function-error': 'Unhandled' });
        response.end(JSON.stringify({ errorType: 'Error', errorMessage: String(error) }));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    invocations,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

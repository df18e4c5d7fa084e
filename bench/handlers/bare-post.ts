// The minimum cost of a POST: `node:https` with kept-alive connections, no signature, no parsing, no timeout.
import { Agent, request } from 'node:https';

const agent = new Agent({ keepAlive: true });
const { hostname, port } = new URL(String(process.env['BENCH_STUB']));

export interface PostEvent {
  readonly path: string;
  readonly body: string;
}

export function handler({ path, body }: PostEvent): Promise<{ statusCode: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ statusCode: number }>();
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const posted = request({ hostname, port, path, method: 'POST', agent, headers });
  posted.on('error', reject);
  posted.on('response', (response) => {
    response.on('end', () => resolve({ statusCode: response.statusCode ?? 0 }));
    response.resume();
  });
  posted.end(body);
  return promise;
}

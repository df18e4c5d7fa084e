// Stands between an adapter and its engine and misbehaves on demand: hangs, refuses, takes a request and loses
// the answer. The adapter meets what it would meet on a bad day, over a real socket.
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** `lose_answer`: the engine does the work, nobody hears of it. */
export type Fault = 'none' | 'hang' | 'refuse' | 'error' | 'lose_answer';

export interface FaultProxy {
  readonly url: string;
  /** Requests that came in, whatever became of them. */
  readonly requests: number;
  misbehave(fault: Fault): void;
  close(): Promise<void>;
}

export async function faultProxy(target: string): Promise<FaultProxy> {
  let fault: Fault = 'none';
  let requests = 0;
  const server = createServer((incoming, outgoing) => {
    requests += 1;
    if (fault === 'hang') return;
    if (fault === 'refuse') return void incoming.socket.destroy();
    if (fault === 'error') return void outgoing.writeHead(500).end('{}');
    forward(target, incoming, fault === 'lose_answer' ? undefined : outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    get requests() {
      return requests;
    },
    misbehave: (next) => {
      fault = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function forward(target: string, incoming: IncomingMessage, outgoing: ServerResponse | undefined): void {
  const { method, url, headers } = incoming;
  const onward = request(new URL(url ?? '/', target), { method, headers }, (answer) => {
    if (!outgoing) return void answer.resume();
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing?.destroy());
  incoming.pipe(onward);
}

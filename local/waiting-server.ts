// The run's own port. It is opened before everything else, because the functions need to know it; requests that come
// before the run is ready wait.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LoopbackServer, listenOnLoopback } from './loopback.ts';
import { messageOf } from './problem.ts';

type Serve = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface WaitingServer extends Pick<LoopbackServer, 'url' | 'close'> {
  /** Answers the requests that wait, and all later ones. */
  open(serve: Serve): void;
}

/** @throws {Problem} when the port cannot be used. */
export async function listenBeforeReady(port: number, log: (line: string) => void): Promise<WaitingServer> {
  const ready = Promise.withResolvers<Serve>();
  const server = await listenOnLoopback(port, async (request, response) => {
    try {
      await (await ready.promise)(request, response);
    } catch (cause) {
      log(`A request failed: ${messageOf(cause)}`);
      response.destroy();
    }
  });
  return { url: server.url, close: server.close, open: ready.resolve };
}

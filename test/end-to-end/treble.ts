// A Treble on loopback that records every call and answers by a script: what the program does to the real one.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Call {
  readonly atMs: number;
  /** As it came over the wire. */
  readonly path: string;
  readonly contentType: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
  readonly answered: Step;
}

/** A status to answer with, or no answer at all. */
export type Step = number | 'hang';

export interface Treble {
  readonly url: string;
  readonly calls: readonly Call[];
  /** The calls made for one session, by its id. */
  callsFor(sessionId: string): Call[];
  /** What the next calls are answered, one step each; 200 when it has run out. */
  script(...steps: Step[]): void;
  close(): Promise<void>;
}

export async function startTreble(): Promise<Treble> {
  const calls: Call[] = [];
  let steps: Step[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answered = steps.shift() ?? 200;
      const body = Buffer.concat(chunks).toString();
      const { 'content-type': contentType, authorization } = request.headers;
      calls.push({ atMs: Date.now(), path: request.url ?? '', contentType, authorization, body, answered });
      if (answered === 'hang') return;
      response.writeHead(answered, { 'content-type': 'application/json' });
      response.end('{"message":"Session successfully updated"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    callsFor: (sessionId) =>
      calls.filter(({ path }) => path === `/session/${encodeURIComponent(sessionId)}/update`),
    script: (...next) => {
      steps = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The variables of a session update, by name. */
export function variables({ body }: Call): Record<string, string> {
  const { user_session_keys } = JSON.parse(body);
  return Object.fromEntries(
    user_session_keys.map(({ key, value }: { key: string; value: string }) => [key, value]),
  );
}

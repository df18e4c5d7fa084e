// Stands in for Treble and for the processor, in the process that nobody kills: counts what reaches them.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { numbersIn } from './webhooks.ts';

export interface StandIns {
  readonly trebleUrl: string;
  readonly processorUrl: string;
  /** Calls that were answered with success, by the number of the webhook. */
  readonly updates: ReadonlyMap<number, number>;
  readonly processed: ReadonlyMap<number, number>;
  close(): Promise<void>;
}

/** The first call of the processor for each 25th webhook fails, so that some events must wait. */
const FAILS_EACH = 25;
/** The longest call of the processor: what is killed meanwhile must be done again. */
const LONGEST_MS = 1_500;

export async function startStandIns(): Promise<StandIns> {
  const updates = new Map<number, number>();
  const processed = new Map<number, number>();
  const failed = new Set<number>();
  const count = (counts: Map<number, number>, number: number) =>
    void counts.set(number, (counts.get(number) ?? 0) + 1);

  const treble = await listen(async (request, response) => {
    await text(request);
    for (const number of numbersIn(request.url ?? '')) count(updates, number);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  const processor = await listen(async (request, response) => {
    const [number = -1] = numbersIn(await text(request));
    await setTimeout(((number % 4) * LONGEST_MS) / 3);
    if (number % FAILS_EACH === 0 && !failed.has(number)) {
      failed.add(number);
      response.writeHead(503).end();
      return;
    }
    count(processed, number);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"keys":{"verdict":"sharp"}}');
  });
  return {
    trebleUrl: treble.url,
    processorUrl: processor.url,
    updates,
    processed,
    close: async () => void (await Promise.all([treble.close(), processor.close()])),
  };
}

async function listen(answer: (...parameters: Parameters<RequestListener>) => Promise<void>) {
  // A caller that was killed in the middle of its request ends only that request.
  const server = createServer((request, response) => void answer(request, response).catch(() => undefined));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

// A source of a run, for the tests of simulators: records the webhooks that are posted to it, and the simulators of
// chats on it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { ChatPorts, ChatSimulator } from '../../../local/simulators/chat-simulator.ts';

/** Of any form: a test says what it expects. */
export type Json = ReturnType<typeof JSON.parse>;

export interface SourceServer {
  readonly url: string;
  /** The bodies, in order. */
  readonly webhooks: Json[];
}

export async function sourceServer(status = 200): Promise<SourceServer> {
  const webhooks: Json[] = [];
  const server = createServer(async (request, response) => {
    webhooks.push(await json(request));
    response.writeHead(status).end('{}');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hooks/any?token=t`, webhooks };
}

export interface Chat {
  readonly simulator: ChatSimulator;
  readonly source: SourceServer;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** What `GET /conversations` shows. */
  conversations(): Promise<Json>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

/** Its sources are `first`, and `second`, which has the same URL; both of this platform. */
export async function openChat(
  start: (ports: ChatPorts) => Promise<ChatSimulator>,
  platform: string,
  answering = 200,
): Promise<Chat> {
  const source = await sourceServer(answering);
  const sources = [
    { id: 'other', platform: 'treble', url: 'http://127.0.0.1:9' },
    { id: 'first', platform, url: source.url },
    { id: 'second', platform, url: source.url },
  ];
  const simulator = await start({ siblings: () => ({}), sources: async () => sources });
  onTestFinished(simulator.close);
  const call: Chat['call'] = async (method, path, body, headers = {}) => {
    const response = await fetch(`${simulator.url}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' || text.startsWith('<') ? text : JSON.parse(text),
    };
  };
  return {
    simulator,
    source,
    call,
    conversations: async () => (await call('GET', '/conversations')).body,
  };
}

// What a run has to say when it is ready: as one JSON line for programs, as a calm page for people, and on
// `GET /.acuse/ready` for whoever comes later. The URLs hold tokens; showing them is the purpose.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Source } from '../functions/core/source/source.ts';
import { sourceUrl } from '../functions/core/source/source-url.ts';
import { CONSOLE_PATH, type LocalConsole } from './console.ts';
import { isOwn, sendJson } from './loopback.ts';
import { Problem } from './problem.ts';
import type { Engines } from './services/engines/engines.ts';
import { splitTarget } from './services/http-api/http-event.ts';
import type { Plan } from './template/plan.ts';

export interface Ready {
  readonly event: 'ready';
  readonly baseUrl: string;
  readonly sources: readonly (Pick<Source, 'id' | 'platform' | 'waits'> & { readonly url: string })[];
  /** Null where the template has no console. */
  readonly consoleUrl: string | null;
  /** Of the protocols that AWS's SDK speaks; `lambda` invokes the template's functions. */
  readonly endpoints: Engines['endpoints'] & { readonly lambda: string };
  /** By logical id: a queue's URL, a table's or bucket's name. */
  readonly resources: Readonly<Record<string, string>>;
  /** By logical id: the name to invoke a function by. */
  readonly functions: Readonly<Record<string, string>>;
  readonly simulatorUrl?: string;
}

/** @throws {Problem} when the template has another number of secrets. */
export function keyOf({ secrets }: Plan): string {
  const [key, ...others] = secrets;
  if (key !== undefined && others.length === 0) return key;
  throw new Problem(`The template has ${secrets.length} secrets; the URLs are made with exactly one.`);
}

export interface ReadyFacts {
  readonly baseUrl: string;
  readonly lambdaUrl: string;
  readonly simulatorUrl: string | undefined;
  readonly sources: readonly Source[];
}

export function readyOf(
  plan: Plan,
  engines: Engines,
  { baseUrl, lambdaUrl, simulatorUrl, sources }: ReadyFacts,
): Ready {
  const key = keyOf(plan);
  return {
    event: 'ready',
    baseUrl,
    sources: sources
      .filter(({ removed }) => !removed)
      .map((source) => {
        const { id, platform, waits } = source;
        return { id, platform, waits, url: sourceUrl(baseUrl, key, source) };
      }),
    consoleUrl: plan.widget ? `${baseUrl}${CONSOLE_PATH}` : null,
    endpoints: { ...engines.endpoints, lambda: lambdaUrl },
    resources: Object.fromEntries([
      ...plan.queues.map(({ logicalId, name }) => [logicalId, engines.queueUrl(name)]),
      ...[...plan.tables, ...plan.buckets].map(({ logicalId, name }) => [logicalId, name]),
    ]),
    functions: Object.fromEntries(plan.functions.map(({ logicalId, name }) => [logicalId, name])),
    ...(simulatorUrl !== undefined && { simulatorUrl }),
  };
}

export interface AdminPorts {
  /** As things stand now: sources come and go. */
  ready(): Promise<Ready>;
  /** Whoever may read this machine's data directory has it anyway. */
  readonly key: string;
  log(conversation: string, sinceMs: number): unknown[];
  readonly console: LocalConsole;
}

/** Answers everything under `/.acuse/`; false for what belongs to the API. */
export function answerAdmin(ports: AdminPorts, request: IncomingMessage, response: ServerResponse): boolean {
  const { path, query } = splitTarget(request.url ?? '/');
  if (!path.startsWith('/.acuse/')) return false;
  if (!isOwn(request)) sendJson(response, 403, { message: 'Only for this machine, under its own name' });
  else if (ports.console.answer(path, request, response)) return true;
  else if (request.method !== 'GET')
    sendJson(response, 405, { message: 'Only to be read' }, { allow: 'GET' });
  else void answerPath(path, new URLSearchParams(query), ports, response);
  return true;
}

async function answerPath(
  path: string,
  query: URLSearchParams,
  { ready, key, log }: AdminPorts,
  response: ServerResponse,
): Promise<void> {
  switch (path) {
    case '/.acuse/ready':
      return sendJson(response, 200, await ready());
    case '/.acuse/key':
      return sendJson(response, 200, { key });
    case '/.acuse/log':
      return sendJson(response, 200, log(query.get('conversation') ?? '', Number(query.get('since') ?? 0)));
    default:
      return sendJson(response, 404, { message: 'Not Found' });
  }
}

export function summaryOf(ready: Ready, { seconds, state }: { seconds: number; state: string }): string {
  const width = Math.max(...ready.sources.map(({ id }) => id.length));
  const lines = ready.sources.map(
    ({ id, platform, waits, url }) =>
      `  ${id.padEnd(width)}  ${url}\n  ${' '.repeat(width)}  ${purposeOf(platform, waits)}`,
  );
  return `
Acuse is ready at ${ready.baseUrl} after ${seconds.toFixed(1)} s.

Paste these URLs into the platforms. Each holds a token: treat it like a password.
${lines.join('\n')}

${ready.consoleUrl ? `See what goes on: ${ready.consoleUrl}\n` : ''}${ready.simulatorUrl ? `Treble is simulated; see which conversations continue: ${ready.simulatorUrl}\n` : ''}${state}
Stop with ctrl-C.
`;
}

function purposeOf(platform: Source['platform'], waits: boolean): string {
  if (platform === 'botmaker') return 'Botmaker: a channel’s webhook';
  if (platform === 'trino') return 'Trino AI: a webhook of the account or an inbox';
  return waits
    ? 'Treble: on a path into a [REQUEST_TRIGGER] block; the conversation waits and is continued'
    : 'Treble: every other webhook; nothing waits';
}

// Reads from a local run: its addresses, its sources, its key and its log.
import * as v from 'valibot';
import { CommandError } from './command.ts';

const ready = v.object({
  event: v.literal('ready'),
  baseUrl: v.string(),
  sources: v.array(
    v.object({
      id: v.string(),
      platform: v.string(),
      waits: v.boolean(),
      url: v.string(),
    }),
  ),
});

const stores = v.object({
  endpoints: v.object({ dynamodb: v.string(), lambda: v.string() }),
  resources: v.record(v.string(), v.string()),
  functions: v.record(v.string(), v.string()),
});

const key = v.object({ key: v.string() });
const log = v.array(v.looseObject({ at: v.string(), fn: v.string(), event: v.string() }));

export type LocalRun = v.InferOutput<typeof ready>;

const TIMEOUT_MS = 5_000;

/** @throws {CommandError} when no local run answers at this URL. */
export const readReady = (baseUrl: string): Promise<LocalRun> => read(baseUrl, '/.acuse/ready', ready);

/** The addresses and names of its tables and functions. @throws {CommandError} */
export const readStores = (baseUrl: string): Promise<v.InferOutput<typeof stores>> =>
  read(baseUrl, '/.acuse/ready', stores);

/** The key for all tokens. Never print it. @throws {CommandError} */
export const readLocalKey = async (baseUrl: string): Promise<string> =>
  (await read(baseUrl, '/.acuse/key', key)).key;

/** The log lines of a conversation, oldest first. @throws {CommandError} */
export const readLocalLog = (
  baseUrl: string,
  conversation: string,
  sinceMs: number,
): Promise<v.InferOutput<typeof log>> =>
  read(baseUrl, `/.acuse/log?${new URLSearchParams({ conversation, since: String(sinceMs) })}`, log);

async function read<S extends v.GenericSchema>(
  baseUrl: string,
  path: string,
  schema: S,
): Promise<v.InferOutput<S>> {
  const options = { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' } as const;
  const response = await fetch(`${baseUrl}${path}`, options).catch((cause: unknown) => {
    throw new CommandError(`No answer from ${baseUrl}. Start a local run with npm start.`, { cause });
  });
  const body = await response.json().catch(() => undefined);
  const parsed = v.safeParse(schema, body);
  if (response.ok && parsed.success) return parsed.output;
  throw new CommandError(
    `The server at ${baseUrl} is not a local run of this version (status ${response.status}). Check the URL after --local.`,
  );
}

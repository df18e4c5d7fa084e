// Talks to a local run: its addresses, its sources, its keys and its log.
import * as v from 'valibot';
import { processorCall } from '../local/services/lambda/processor-calls.ts';
import { CommandError } from './command.ts';
import { isLogLine } from './event-line.ts';
import type { LogQuery, StoredLine } from './log-query.ts';

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
  public: v.optional(v.object({ url: v.string() })),
  endpoints: v.object({ dynamodb: v.string(), lambda: v.string(), secretsmanager: v.string() }),
  parameters: v.record(v.string(), v.string()),
  resources: v.record(v.string(), v.string()),
  functions: v.record(v.string(), v.string()),
});

const SECRET_PATH = '/.acuse/key';
const secret = v.object({ key: v.string() });
const refusal = v.object({ message: v.string() });
const log = v.array(v.object({ id: v.string(), line: v.unknown() }));

const calls = v.array(v.object({ ...processorCall.entries, source: v.string() }));

export type LocalCall = v.InferOutput<typeof calls>[number];

export type LocalRun = v.InferOutput<typeof ready>;

const TIMEOUT_MS = 5_000;

/** @throws {CommandError} when no local run answers at this URL. */
export const readReady = (baseUrl: string): Promise<LocalRun> => read(baseUrl, '/.acuse/ready', ready);

/**
 * The addresses and names of its tables, secrets and functions, and the values of its parameters.
 * @throws {CommandError}
 */
export const readStores = (baseUrl: string): Promise<v.InferOutput<typeof stores>> =>
  read(baseUrl, '/.acuse/ready', stores);

/** The text of the secret with the keys. Never print it. @throws {CommandError} */
export const readLocalSecret = async (baseUrl: string): Promise<string> =>
  (await read(baseUrl, SECRET_PATH, secret)).key;

/** @throws {CommandError} with the run's own reason when it refuses. */
export async function writeLocalSecret(baseUrl: string, key: string): Promise<void> {
  const response = await request(baseUrl, SECRET_PATH, { method: 'PUT', body: JSON.stringify({ key }) });
  if (response.ok) return;
  const refused = v.safeParse(refusal, await response.json().catch(() => undefined));
  if (!refused.success || response.status !== 409) throw notThisVersion(baseUrl, response);
  throw new CommandError(refused.output.message);
}

const uploaded = v.object({ url: v.string() });

/**
 * Gives a photo to the simulator of Treble, from whose host the processors of the run take photos. Returns its address.
 * @throws {CommandError} where the run has none.
 */
export async function uploadPhoto(baseUrl: string, bytes: Uint8Array): Promise<string> {
  const { simulators = {} } = await read(
    baseUrl,
    '/.acuse/ready',
    v.object({ simulators: v.optional(v.record(v.string(), v.string())) }),
  );
  const { treble } = simulators;
  if (treble === undefined)
    throw new CommandError(
      'A photo file needs a run with the simulator of Treble, which TrebleBaseUrl replaces. Put the photo at an address and use --photo URL.',
    );
  const response = await request(treble, '/photos', {
    method: 'POST',
    body: new Blob([new Uint8Array(bytes)]),
  });
  const parsed = v.safeParse(uploaded, await response.json().catch(() => undefined));
  if (response.ok && parsed.success) return parsed.output.url;
  throw new CommandError('The simulator of Treble does not take the photo: it may have 20 MB at most.');
}

/** Oldest first. @throws {CommandError} */
export async function readLocalLog(
  baseUrl: string,
  { sinceMs, conversations = [], deliveries = [] }: LogQuery,
): Promise<StoredLine[]> {
  const query = new URLSearchParams([
    ['since', String(sinceMs)],
    ...conversations.map((one): [string, string] => ['conversation', one]),
    ...deliveries.map((one): [string, string] => ['delivery', one]),
  ]);
  const lines = await read(baseUrl, `/.acuse/log?${query}`, log);
  return lines.flatMap(({ id, line }) => (isLogLine(line) ? [{ id, line }] : []));
}

/** The last calls to processors, oldest first. @throws {CommandError} */
export function readLocalCalls(
  baseUrl: string,
  { source, limit }: { readonly source: string | undefined; readonly limit: number },
): Promise<LocalCall[]> {
  const query = new URLSearchParams({ limit: String(limit), ...(source !== undefined && { source }) });
  return read(baseUrl, `/.acuse/calls?${query}`, calls);
}

async function read<S extends v.GenericSchema>(
  baseUrl: string,
  path: string,
  schema: S,
): Promise<v.InferOutput<S>> {
  const response = await request(baseUrl, path);
  const body = await response.json().catch(() => undefined);
  const parsed = v.safeParse(schema, body);
  if (response.ok && parsed.success) return parsed.output;
  throw notThisVersion(baseUrl, response);
}

async function request(baseUrl: string, path: string, init: RequestInit = {}): Promise<Response> {
  const options = { ...init, signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' } as const;
  return fetch(`${baseUrl}${path}`, options).catch((cause: unknown) => {
    throw new CommandError(`No answer from ${baseUrl}. Start a local run with npm start.`, { cause });
  });
}

const notThisVersion = (baseUrl: string, { status }: Response): CommandError =>
  new CommandError(
    `The server at ${baseUrl} is not a local run of this version (status ${status}). Check the URL after --local.`,
  );

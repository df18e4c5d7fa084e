// Talks to a local run: its addresses, its sources, its keys and its log.
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
  endpoints: v.object({ dynamodb: v.string(), lambda: v.string(), secretsmanager: v.string() }),
  parameters: v.record(v.string(), v.string()),
  resources: v.record(v.string(), v.string()),
  functions: v.record(v.string(), v.string()),
});

const SECRET_PATH = '/.acuse/key';
const secret = v.object({ key: v.string() });
const refusal = v.object({ message: v.string() });
const log = v.array(v.looseObject({ timestamp: v.string(), fn: v.string(), event: v.string() }));

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

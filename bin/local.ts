// A local run as a command sees it: what it says of itself when it is ready.
import * as v from 'valibot';
import { CommandError } from './command.ts';

const ready = v.object({
  event: v.literal('ready'),
  baseUrl: v.string(),
  sources: v.array(
    v.object({
      id: v.string(),
      platform: v.picklist(['treble', 'botmaker', 'trino']),
      waits: v.boolean(),
      url: v.string(),
    }),
  ),
});

export type Ready = v.InferOutput<typeof ready>;

const PATIENCE_MS = 5_000;

/** @throws {CommandError} when nothing answers there, or something else than a local run. */
export async function readReady(baseUrl: string): Promise<Ready> {
  const url = `${baseUrl}/.acuse/ready`;
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'error' }).catch(
    (cause: unknown) => {
      throw new CommandError(`Nothing answers at ${baseUrl}. Start a local run with npm start.`, { cause });
    },
  );
  const body = await response.json().catch(() => undefined);
  const parsed = v.safeParse(ready, body);
  if (response.ok && parsed.success) return parsed.output;
  throw new CommandError(
    `What answers at ${baseUrl} is not a local run (status ${response.status}). Name its base URL after --local.`,
  );
}

// Erases what is stored about a person. It finds it by the person's digests: this function has neither the key nor a phone
// number. One command does what fits into its time, and says where the next one continues.
//
// An open wait stays, with its body: otherwise its customer would wait for ever. A body stored since the erasure began stays
// too, because its wait may have been registered after the search had passed.
import * as v from 'valibot';
import type { CommandResult } from '../core/command/command.ts';
import { type ErasureReport, keptWait } from '../core/person/erasure.ts';
import type { PersonalDataMatch, PersonalDataStore } from '../core/person/personal-data-store.ts';
import { COMMAND } from '../core/policy.ts';
import type { Clock } from '../runtime/clock.ts';

export interface ErasePorts {
  readonly personalData: Readonly<Record<StoreName, PersonalDataStore>>;
  readonly clock: Clock;
}

export interface ErasureRequest {
  readonly contacts: readonly string[];
  readonly dryRun: boolean;
  readonly from?: string | undefined;
}

/** In this order: open waits must be known before bodies are erased. */
const STORES = ['sessions', 'failures', 'bodies'] as const;
type StoreName = (typeof STORES)[number];

const progress = v.object({
  startedAtMs: v.number(),
  place: v.picklist(STORES),
  from: v.optional(v.string()),
  waits: v.array(keptWait),
});

type Progress = v.InferOutput<typeof progress>;

export async function erasePerson(erasure: ErasureRequest, ports: ErasePorts): Promise<CommandResult> {
  const begunAtMs = ports.clock.nowMs();
  const begun = readProgress(erasure.from, begunAtMs);
  if (!begun)
    return { ok: false, message: 'An erasure cannot continue from there. Start it again without `from`.' };
  const tally = { looked: 0, changed: 0, unreadable: 0, erased: { session: 0, copy: 0, entry: 0, body: 0 } };
  let next: Progress | undefined = begun;
  while (next && ports.clock.nowMs() - begunAtMs < COMMAND.eraseMs)
    next = await erasePart(next, erasure, ports, tally);
  const waits = next?.waits ?? begun.waits;
  const report: ErasureReport = { ...tally, waits, ...(next && { next: JSON.stringify(next) }) };
  return {
    ok: true,
    message: next ? 'There is more to search.' : 'Everything has been searched.',
    details: report,
  };
}

function readProgress(from: string | undefined, nowMs: number): Progress | undefined {
  if (from === undefined) return { startedAtMs: nowMs, place: 'sessions', waits: [] };
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), progress), from);
  return parsed.success ? parsed.output : undefined;
}

type Tally = Omit<ErasureReport, 'waits' | 'next'>;

/** Searches one part and erases what it finds. Returns what is left to do. */
async function erasePart(
  done: Progress,
  { contacts, dryRun }: ErasureRequest,
  { personalData }: ErasePorts,
  tally: Tally,
): Promise<Progress | undefined> {
  const store = personalData[done.place];
  const { found, scanned, next } = await store.find(contacts, done.from);
  tally.looked += scanned;
  for (const match of found) {
    if (match.unreadable) tally.unreadable += 1;
    else if (match.wait) done.waits.push(match.wait);
    else if (isWaitedFor(match, done)) continue;
    else if (isNewer(match, done)) tally.changed += 1;
    else if (dryRun || (await store.erase(match))) tally.erased[match.kind] += 1;
    else tally.changed += 1;
  }
  if (next !== undefined) return { ...done, from: next };
  const place = STORES[STORES.indexOf(done.place) + 1];
  const { startedAtMs, waits } = done;
  return place && { startedAtMs, place, waits };
}

const isWaitedFor = ({ deliveryId }: PersonalDataMatch, { waits }: Progress) =>
  deliveryId !== undefined && waits.some((wait) => wait.deliveryId === deliveryId);

const isNewer = ({ storedAtMs }: PersonalDataMatch, { startedAtMs }: Progress) =>
  storedAtMs !== undefined && storedAtMs >= startedAtMs;

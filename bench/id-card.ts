// How many photos of drawn cards the reader of identity cards reads, and what that costs. Every verdict is compared
// with what was drawn.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CardVerdict } from '../functions/processors/id-card/card.ts';
import { readCard } from '../functions/processors/id-card/read-card.ts';
import { zxingCodeReader } from '../functions/processors/id-card/reader/zxing-code-reader.ts';
import { CODE_OF, drawCard } from '../local/demo/cards/draw-card.ts';
import { jpegOf } from '../local/demo/cards/jpeg.ts';
import { colombianCode, LUZ, noise } from '../local/demo/cards/people.ts';
import { photoOf } from '../test/cards/photo-of.ts';
import { photograph, WELL_HELD } from '../test/cards/photograph.ts';
import { CARD_KINDS_DRAWN, type DrawnCard, someCard } from '../test/cards/some-card.ts';
import { CONDITION_ROWS, type ConditionRow } from './card-conditions.ts';
import type { CountRow, Report } from './report.ts';

/** The recipe was chosen with other seeds, below 1,000. */
const SEED = 70_001;
export const CARDS_NOW_MS = Date.UTC(2026, 10, 27, 15);
/** In CPU time, as the machine is shared. */
const MOST_CPU_MS = 2500;

export interface Measured {
  readonly read: boolean;
  /** Accepted, or told a value, that is not on the card. */
  readonly wrong: boolean;
  readonly cpuMs: number;
  readonly reason: string;
}

export async function idCards(): Promise<Report> {
  const counts: CountRow[] = [];
  const all: Measured[] = [];
  for (const row of CONDITION_ROWS) {
    const cells: string[] = [];
    const times: number[] = [];
    for (const kind of CARD_KINDS_DRAWN) {
      const measured = await photosOf(row, kind, SEED);
      all.push(...measured);
      cells.push(String(measured.filter(({ read }) => read).length));
      times.push(median(measured.map(({ cpuMs }) => cpuMs)));
    }
    const value = `${cells.join(' · ')} of ${row.photos}; ${times.map((time) => time.toFixed(0)).join(' · ')} ms`;
    counts.push({ figure: `${row.name}: ${CARD_KINDS_DRAWN.join(' · ')}`, value });
  }
  return { ratios: [], counts: [...counts, ...summary(all), ...(await memory())] };
}

/** Seeds are apart for each row and kind. */
export async function photosOf(
  row: ConditionRow,
  kind: DrawnCard['kind'],
  seed: number,
): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  const first =
    seed + 100 * (CONDITION_ROWS.indexOf(row) * CARD_KINDS_DRAWN.length + CARD_KINDS_DRAWN.indexOf(kind));
  for (let photo = 0; photo < row.photos; photo += 1) {
    const card = someCard(kind, first + photo);
    const conditions = row.conditions(noise(first + photo));
    measured.push(await measure(card, await photoOf(card.code, { ...conditions, seed: first + photo })));
  }
  return measured;
}

async function measure(card: DrawnCard, photo: Awaited<ReturnType<typeof photoOf>>): Promise<Measured> {
  const startedAt = cpuMs();
  const verdict = await readCard(
    photo,
    {
      countries: ['AR', 'CO', 'CL'],
      keys: ['card_number', 'card_names', 'card_born'],
      nowMs: CARDS_NOW_MS,
      endsAtMs: startedAt + MOST_CPU_MS,
    },
    zxingCodeReader(),
    cpuMs,
  );
  const read = isRight(verdict, card.verdict);
  return {
    read,
    wrong: !read && verdict.country !== undefined,
    cpuMs: cpuMs() - startedAt,
    reason: verdict.reason,
  };
}

const isRight = (verdict: CardVerdict, expected: CardVerdict) =>
  Object.entries(expected).every(([key, value]) =>
    Object.entries(verdict).some(([k, v]) => k === key && v === value),
  );

function summary(all: readonly Measured[]): CountRow[] {
  const read = all.filter((photo) => photo.read).map(({ cpuMs }) => cpuMs);
  const unread = all.filter((photo) => !photo.read);
  const reasons = Object.entries(Object.groupBy(unread, ({ reason }) => reason));
  return [
    { figure: 'cards: photos', value: String(all.length) },
    {
      figure: 'cards: wrong values or wrong acceptances',
      value: String(all.filter(({ wrong }) => wrong).length),
      aim: '0',
    },
    { figure: 'cards: CPU of a read, median · 95th percentile · most', value: times(read), aim: '≤ 400 ms' },
    { figure: 'cards: CPU of giving up', value: times(unread.map(({ cpuMs }) => cpuMs)), aim: '≤ 3,000 ms' },
    {
      figure: 'cards: what the unread were told',
      value: reasons.map(([reason, of]) => `${of?.length} ${reason}`).join(', '),
    },
  ];
}

function times(values: readonly number[]): string {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (part: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0).toFixed(0);
  return `${at(0.5)} · ${at(0.95)} · ${at(1)} ms`;
}

const median = (values: readonly number[]) =>
  values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** In a process of its own, with the decoder: card-memory.ts. */
export async function memory(): Promise<CountRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'acuse-cards-'));
  try {
    const rows: CountRow[] = [];
    for (const [width, height] of [
      [1600, 1200],
      [4000, 3000],
    ] as const) {
      const card = drawCard(CODE_OF.colombian(colombianCode(LUZ)));
      const photo = photograph(card, { ...WELL_HELD, width, height, blur: (3.5 * width) / 1600 });
      const file = join(folder, `${width}.jpg`);
      writeFileSync(file, await jpegOf(photo, 70));
      const script = new URL('./card-memory.ts', import.meta.url).pathname;
      const { stdout } = await promisify(execFile)(process.execPath, [script, file]);
      rows.push({
        figure: `cards: memory of a process with an unreadable photo of ${width} × ${height}`,
        value: stdout.trim(),
      });
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

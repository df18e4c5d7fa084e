// Statistics as text and bars, for a terminal of 80 columns without colours. A dash means not
// measured. Ids are never shortened, because two ids could then look the same: with long ids the bars are shorter,
// and lines can be longer than 80.
import {
  CALL_COLUMNS,
  type DrawnColumn,
  OUTCOME_COLUMNS,
  POST_COLUMNS,
} from '../functions/core/statistics/columns.ts';
import type { Latency, SourceHealth, StatsReport } from '../functions/core/statistics/report.ts';
import { count, NOT_MEASURED, share } from '../functions/runtime/format.ts';
import { localTime, zoneNote } from './local-time.ts';

export interface ShownStats {
  /** The report is of this source only. Calls to destinations and waits are always of all sources together. */
  readonly source?: string | undefined;
  /** Conversations that wait now. */
  readonly waiting: number;
}

export function describeStats(report: StatsReport, { source, waiting }: ShownStats): string {
  const { minutes, untilMs, sources, destinations, unreadable } = report;
  const ofSource = idColumn(sources);
  const ofDestination = idColumn(destinations);
  const parts = [
    [
      `The last ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}, until ${localTime(untilMs)}. ${zoneNote(untilMs)}`,
    ],
    conversationLines(report, waiting),
    countTable(ofSource, 'POSTS TO', POST_COLUMNS, sources),
    latencyTable(ofSource, 'ANSWERED IN', sources),
    outcomeLines(ofSource, sources),
    latencyTable(ofSource, 'CONTINUED IN', sources.flatMap(continuedOf)),
    latencyTable(ofSource, 'CONFIRMED IN', sources.flatMap(confirmedOf)),
    source === undefined ? [] : [`Calls for all sources together, not for ${source} alone:`],
    countTable(ofDestination, 'CALLS TO', CALL_COLUMNS, destinations),
    latencyTable(ofDestination, 'ANSWERED IN', destinations),
    unreadable > 0 ? [`Lines of the access log that could not be read: ${count(unreadable)}`] : [],
  ];
  return parts.flatMap((lines) => (lines.length > 0 ? [lines.join('\n')] : [])).join('\n\n');
}

/** What customers got. */
function conversationLines({ conversations }: StatsReport, waiting: number): string[] {
  const { withResult, withoutResult, unconfirmed, reasons } = conversations;
  const ended = withResult + withoutResult;
  const counts = [
    `with a result ${count(withResult)}`,
    `without one ${count(withoutResult)}${ended > 0 ? ` (${share(withoutResult, ended)})` : ''}`,
    `unconfirmed ${count(unconfirmed)}`,
    `waiting now ${count(waiting)}`,
  ];
  const why = reasons.map((one) => `${one.reason} ${count(one.count)} (${one.source})`);
  const left = why.length - MAX_REASONS;
  if (left > 0) why.splice(MAX_REASONS, left, `${count(left)} more`);
  return [
    'CONVERSATIONS WENT ON',
    ...wrapped(counts, WIDTH - 2).map((line) => `  ${line}`),
    ...wrapped(why, WIDTH - 11).map((line, at) => `  ${(at === 0 ? 'without:' : '').padEnd(9)}${line}`),
  ];
}

const MAX_REASONS = 12;

const WIDTH = 80;
const DEFAULT_ID_WIDTH = 16;
const MIN_COUNT_WIDTH = 10;
/** A shorter bar could only show which results occur. */
const MIN_BAR_WIDTH = 10;
const MIN_OUTCOMES_WIDTH = 40;

/** The first column of the tables of sources or of destinations, and the width that remains. */
interface IdColumn {
  readonly width: number;
  readonly cell: (text: string) => string;
  readonly outcomesWidth: number;
}

function idColumn(rows: readonly { readonly id: string }[]): IdColumn {
  const width = Math.max(DEFAULT_ID_WIDTH, ...rows.map(({ id }) => id.length + 1));
  return {
    width,
    cell: (text) => text.padEnd(width),
    outcomesWidth: Math.max(MIN_OUTCOMES_WIDTH, WIDTH - width - 2),
  };
}

function countTable<Name extends string>(
  { cell, width }: IdColumn,
  title: string,
  columns: readonly DrawnColumn<Name>[],
  rows: readonly (Readonly<Record<Name, number>> & { readonly id: string })[],
): string[] {
  const most = Math.max(...rows.map((row) => columns.reduce((sum, { name }) => sum + row[name], 0)));
  const titles = columns.map(({ block, label }) => `${block} ${label.toUpperCase()}`);
  const widths = titles.map((text) => Math.max(MIN_COUNT_WIDTH, text.length + 1));
  const cells = (texts: readonly string[]) =>
    texts.map((text, at) => text.padStart(widths[at] ?? 0)).join('');
  const taken = width + widths.reduce((sum, columnWidth) => sum + columnWidth) + 2;
  const barWidth = Math.max(MIN_BAR_WIDTH, WIDTH - taken);
  return [
    cell(title) + cells(titles),
    ...rows.map((row) => {
      const parts = columns.map(({ name, block }) => ({ block, of: row[name] }));
      return `${cell(row.id)}${cells(parts.map(({ of }) => count(of)))}  ${bar(parts, most, barWidth)}`.trimEnd();
    }),
  ];
}

/** The row with the most requests fills the width. Each result that occurs has at least one block. */
function bar(
  parts: readonly { readonly block: string; readonly of: number }[],
  most: number,
  width: number,
): string {
  const blocks = (of: number) =>
    of === 0 ? 0 : Math.max(1, Math.floor((of / most) * (width - parts.length)));
  return parts.map(({ block, of }) => block.repeat(blocks(of))).join('');
}

const LATENCY_WIDTH = 10;
const LATENCY_TITLES = ['FASTEST', 'AVERAGE', 'P50', 'P95', 'P99', 'SLOWEST'];

function latencyTable(
  { cell }: IdColumn,
  title: string,
  rows: readonly (Latency & { readonly id: string })[],
): string[] {
  if (rows.length === 0) return [];
  const cells = (texts: readonly string[]) => texts.map((text) => text.padStart(LATENCY_WIDTH)).join('');
  return [
    cell(title) + cells(LATENCY_TITLES),
    ...rows.map(
      ({ id, fastestMs, averageMs, p50Ms, p95Ms, p99Ms, slowestMs }) =>
        cell(id) + cells([fastestMs, averageMs, p50Ms, p95Ms, p99Ms, slowestMs].map(latencyCell)),
    ),
  ];
}

const continuedOf = ({ id, continued }: SourceHealth) => (continued.count > 0 ? [{ id, ...continued }] : []);

const confirmedOf = ({ id, confirmed }: SourceHealth) => (confirmed.count > 0 ? [{ id, ...confirmed }] : []);

function outcomeLines({ cell, outcomesWidth }: IdColumn, sources: readonly SourceHealth[]): string[] {
  const lines = sources.flatMap(({ id, outcomes, continued }) => {
    const totals = OUTCOME_COLUMNS.filter(({ name }) => outcomes[name] > 0).map(
      ({ name, label }) => `${label} ${count(outcomes[name])}`,
    );
    if (continued.count > 0) totals.push(`continued ${count(continued.count)}`);
    return wrapped(totals, outcomesWidth).map((line, at) => `${cell(at === 0 ? id : '')}  ${line}`);
  });
  return lines.length > 0 ? ['OUTCOMES', ...lines] : [];
}

function wrapped(parts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const line = lines.at(-1);
    const longer = `${line} · ${part}`;
    if (line === undefined || longer.length > width) lines.push(part);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** In one unit, so that it fits its column. */
function latencyCell(ms: number | null): string {
  if (ms === null) return NOT_MEASURED;
  if (ms < 10) return `${Math.round(ms * 10) / 10} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 7200_000) return `${(ms / 60_000).toFixed(1)} min`;
  return `${(ms / 3600_000).toFixed(1)} h`;
}

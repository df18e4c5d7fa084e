// Folds entries to the report that people look at. In any order, one by one as they are read, so that a day of a
// busy deployment needs no more memory than its sources and the steps of the window.

import type { Source } from '../source/source.ts';
import { CALL_COLUMNS, type Column, OUTCOME_COLUMNS, POST_COLUMNS } from './columns.ts';
import { conversationsOf, mostFirst } from './conversations.ts';
import type { Counts, DestinationHealth, SourceHealth, StatsReport } from './report.ts';
import { type StatsEntry, UNKNOWN_SOURCE } from './stats-entry.ts';
import { type Count, type Total, totalsById } from './stats-total.ts';
import type { StatsWindow } from './stats-window.ts';
import { latencyOf } from './timing.ts';

/** A destination that is always there, called or not. */
const TREBLE = 'treble';

export interface StatsFold {
  /** An entry from outside of the window counts for nothing. */
  add(entry: StatsEntry): void;
  /**
   * @param sources as they are set up.
   * @param only leaves out all sources but this one.
   */
  report(sources: readonly Source[], only?: string): StatsReport;
}

export function statsFold(window: StatsWindow): StatsFold {
  const totals = {
    posts: totalsById(window),
    outcomes: totalsById(window),
    confirmations: totalsById(window),
    calls: totalsById(window),
    unreadable: totalsById(window),
  };
  return {
    add({ kind, id, minuteMs, tally }) {
      if (minuteMs >= window.fromMs && minuteMs <= window.untilMs) totals[kind].of(id).add(minuteMs, tally);
    },
    report(sources, only) {
      const { posts, outcomes, confirmations, calls, unreadable } = totals;
      const there = sources.filter(({ removed }) => !removed).map(({ id }) => id);
      const ids = new Set([...there, ...[...posts.ids(), ...outcomes.ids()].sort(unknownLast)]);
      const settings = new Map(sources.map((source) => [source.id, source]));
      const health = [...ids]
        .filter((id) => only === undefined || id === only)
        .map((id) =>
          sourceHealth(id, settings.get(id), {
            posts: posts.of(id),
            outcomes: outcomes.of(id),
            confirmations: confirmations.of(id),
          }),
        );
      return {
        ...window,
        conversations: allConversations(health),
        sources: health,
        destinations: [...new Set([TREBLE, ...calls.ids().sort()])].map((id) =>
          destinationHealth(id, calls.of(id)),
        ),
        unreadable: unreadable.of('').count('lines'),
      };
    },
  };
}

function allConversations(sources: readonly SourceHealth[]): StatsReport['conversations'] {
  const sum = (of: (source: SourceHealth) => number) => sources.reduce((before, one) => before + of(one), 0);
  return {
    withResult: sum(({ conversations }) => conversations.withResult),
    withoutResult: sum(({ conversations }) => conversations.withoutResult),
    unconfirmed: sum(({ outcomes }) => outcomes.unconfirmed),
    reasons: sources
      .flatMap(({ id, conversations }) => conversations.reasons.map((one) => ({ ...one, source: id })))
      .sort(mostFirst),
  };
}

interface SourceTotals {
  readonly posts: Total;
  readonly outcomes: Total;
  readonly confirmations: Total;
}

function sourceHealth(
  id: string,
  source: Source | undefined,
  { posts, outcomes, confirmations }: SourceTotals,
): SourceHealth {
  const continued = outcomes.timing();
  const confirmed = confirmations.timing();
  return {
    id,
    platform: source?.platform ?? null,
    waits: source?.waits ?? false,
    enabled: source?.enabled ?? false,
    ...postCounts(posts.count),
    ...latencyOf(posts.timing()),
    conversations: conversationsOf(outcomes.counts()),
    outcomes: {
      ...countsOf(OUTCOME_COLUMNS, outcomes.count),
      confirmed: confirmations.count('confirmed'),
    },
    continued: { count: continued?.count ?? 0, ...latencyOf(continued) },
    confirmed: { count: confirmed?.count ?? 0, ...latencyOf(confirmed) },
    series: posts.series(postCounts),
  };
}

const destinationHealth = (id: string, calls: Total): DestinationHealth => ({
  id,
  ...callCounts(calls.count),
  ...latencyOf(calls.timing()),
  series: calls.series(callCounts),
});

const postCounts = (count: Count) => countsOf(POST_COLUMNS, count);

const callCounts = (count: Count) => countsOf(CALL_COLUMNS, count);

function countsOf<Name extends string>(columns: readonly Column<Name>[], count: Count): Counts<Name> {
  // The cast: nothing types the keys of an object that is made from a list.
  return Object.fromEntries(columns.map(({ name }) => [name, count(name)])) as Counts<Name>;
}

const unknownLast = (a: string, b: string): number =>
  Number(a === UNKNOWN_SOURCE) - Number(b === UNKNOWN_SOURCE) || a.localeCompare(b);

// The summary of the console: what customers got, then how the machine is. Each value has a note, and a mark if
// somebody must act.

import { ACKNOWLEDGE } from '../core/policy.ts';
import { POST_COLUMNS } from '../core/statistics/columns.ts';
import { countLate } from '../core/wait/open-waits.ts';
import { type Html, html } from '../runtime/html.ts';
import { badShare, inTrouble } from './destinations.ts';
import { type Drawing, toPart } from './drawing.ts';
import { groupEntries } from './error-groups.ts';
import type { Overview } from './overview-parts.ts';
import { postsOf } from './source-order.ts';
import { isFiltered } from './view.ts';
import { lateCount } from './waits.ts';
import type { Words } from './words/words.ts';

interface Tile {
  readonly value: string;
  readonly note: string;
  /** `attention`: somebody should act. */
  readonly status: 'ok' | 'attention' | 'missing';
}

type TileName = 'withResult' | 'withoutResult' | 'unconfirmed' | 'waiting' | 'webhooks' | 'paused' | 'errors';

type Draw = (overview: Overview, drawing: Drawing) => Tile | undefined;

const noteIf = (attention: boolean): Tile['status'] => (attention ? 'attention' : 'ok');

/** Each with the part of the page that has more. Undefined: it could not be read. */
const TILES: Readonly<Record<TileName, { readonly part: keyof Words['parts']; readonly draw: Draw }>> = {
  withResult: { part: 'sources', draw: withResult },
  withoutResult: { part: 'outcomes', draw: withoutResult },
  unconfirmed: { part: 'errors', draw: unconfirmed },
  waiting: { part: 'waits', draw: waiting },
  webhooks: { part: 'sources', draw: webhooks },
  paused: { part: 'destinations', draw: paused },
  errors: { part: 'errors', draw: errors },
};

/** A name within a sentence: whatever direction it is written in, the rest of the sentence keeps its own. */
const isolated = (name: string): string => `\u2068${name}\u2069`;

export function renderSummary(overview: Overview, drawing: Drawing): Html {
  const { words } = drawing;
  const unread: Tile = { value: '?', note: words.tiles.unread, status: 'missing' };
  const tiles = (Object.keys(TILES) as TileName[]).map((name) => {
    const { part, draw } = TILES[name];
    const { value, note, status } = draw(overview, drawing) ?? unread;
    return html`<div class="${status}"><dt>${toPart(part, words.tiles[name], drawing)}</dt><dd><b>${value}</b> <span>${note}</span></dd></div>`;
  });
  return html`<dl class="tiles">${tiles}</dl>`;
}

function withResult({ stats }: Overview, { words, format }: Drawing): Tile | undefined {
  if (!stats) return undefined;
  const { withResult, withoutResult } = stats.conversations;
  const total = withResult + withoutResult;
  const note = total === 0 ? words.tiles.noConversation : words.tiles.ofAll(format.share(withResult, total));
  return { value: format.count(withResult), note, status: 'ok' };
}

function withoutResult({ stats }: Overview, { words, format }: Drawing): Tile | undefined {
  if (!stats) return undefined;
  const { withResult, withoutResult, reasons } = stats.conversations;
  const value = format.count(withoutResult);
  const total = withResult + withoutResult;
  if (total === 0) return { value, note: words.tiles.noConversation, status: 'ok' };
  if (withoutResult === 0) return { value, note: words.tiles.noneWithout, status: 'ok' };
  const share = format.share(withoutResult, total);
  const [top] = reasons;
  return {
    value,
    note: top
      ? words.tiles.mostly(share, isolated(top.reason), isolated(top.source))
      : words.tiles.ofAll(share),
    status: 'attention',
  };
}

function unconfirmed({ stats }: Overview, { words, format }: Drawing): Tile | undefined {
  if (!stats) return undefined;
  const { unconfirmed } = stats.conversations;
  const note = unconfirmed === 0 ? words.tiles.noneUnconfirmed : words.tiles.unconfirmedNote;
  return { value: format.count(unconfirmed), note, status: noteIf(unconfirmed > 0) };
}

function waiting({ waits }: Overview, drawing: Drawing): Tile | undefined {
  const { words, format } = drawing;
  if (!waits) return undefined;
  const value = `${format.count(waits.count)}${waits.more ? '+' : ''}`;
  if (countLate(waits) > 0) return { value, note: lateCount(waits, drawing), status: 'attention' };
  // The state of waits that were not read is unknown.
  const within = waits.more ? words.tiles.readWithin(format.count(waits.count)) : words.tiles.within;
  return { value, note: waits.count === 0 ? words.tiles.noneWaiting : within, status: 'ok' };
}

function webhooks({ stats }: Overview, { words, format }: Drawing): Tile | undefined {
  if (!stats) return undefined;
  const sum = (name: (typeof POST_COLUMNS)[number]['name']) =>
    stats.sources.reduce((before, source) => before + source[name], 0);
  const total = stats.sources.reduce((before, source) => before + postsOf(source), 0);
  if (total === 0) return { value: '0', note: words.tiles.noWebhooks, status: 'ok' };
  const slowestMs = Math.max(...stats.sources.map((source) => source.slowestMs ?? 0));
  const bad = POST_COLUMNS.filter(({ name }) => name !== 'success' && sum(name) > 0).map(
    ({ name }) => `${format.count(sum(name))} ${words.columns.posts[name]}`,
  );
  const how = bad.length === 0 ? words.tiles.allInTime : bad.reverse().join(', ');
  return {
    value: format.count(total),
    note: `${how}; ${words.tiles.slowest(format.latency(slowestMs))}`,
    status: noteIf(sum('error') > 0 || slowestMs >= ACKNOWLEDGE.platformMs),
  };
}

function paused({ breakers, stats }: Overview, { words, format }: Drawing): Tile | undefined {
  if (!breakers) return undefined;
  const value = format.count(breakers.length);
  const [first] = breakers;
  if (first) {
    const others = breakers.length - 1;
    const name = isolated(first.destination);
    const note = others === 0 ? name : words.tiles.others(name, format.count(others), others === 1);
    return { value, note, status: 'attention' };
  }
  const [worst] = (stats?.destinations ?? []).filter(inTrouble).sort((a, b) => badShare(b) - badShare(a));
  if (!worst) return { value, note: words.tiles.available, status: 'ok' };
  const note = words.tiles.refuses(isolated(worst.id), format.share(badShare(worst), 1));
  return { value, note, status: 'attention' };
}

function errors({ errorLog }: Overview, { words, format, view }: Drawing): Tile | undefined {
  if (!errorLog) return undefined;
  const { open, more, entries } = errorLog;
  if (open === 0) return { value: '0', note: words.tiles.noErrors, status: 'ok' };
  const [largest] = isFiltered(view) ? [] : groupEntries(entries);
  return {
    value: `${format.count(open)}${more ? '+' : ''}`,
    note: largest ? words.tiles.errorsMostly(isolated(largest.reason)) : '',
    status: 'attention',
  };
}

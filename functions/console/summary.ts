// The summary of the console: five values, each with a note and a mark if somebody must act.

import { ACKNOWLEDGE } from '../core/policy.ts';
import { lateCount } from '../core/wait/late-labels.ts';
import { countLate } from '../core/wait/open-waits.ts';
import { count, counted, latency } from '../runtime/format.ts';
import { type Html, html } from '../runtime/html.ts';
import type { Overview } from './overview-parts.ts';
import { postsOf, successLabel } from './sources.ts';

interface Tile {
  readonly label: string;
  readonly value: string;
  readonly note: string;
  /** `attention`: somebody should act. */
  readonly status: 'ok' | 'attention' | 'missing';
}

export function renderSummary(overview: Overview): Html {
  const tiles = [received(overview), slowest(overview), waits(overview), paused(overview), errors(overview)];
  return html`<dl class="tiles">${tiles.map(
    ({ label, value, note, status }) =>
      html`<div class="${status}"><dt>${label}</dt><dd><b>${value}</b> <span>${note}</span></dd></div>`,
  )}</dl>`;
}

const unread = (label: string): Tile => ({ label, value: '?', note: 'could not be read', status: 'missing' });

function received({ stats }: Overview): Tile {
  const label = 'Webhooks received';
  if (!stats) return unread(label);
  const total = stats.sources.reduce((sum, source) => sum + postsOf(source), 0);
  const errors = stats.sources.reduce((sum, { error }) => sum + error, 0);
  const success = stats.sources.reduce((sum, source) => sum + source.success, 0);
  const status = errors > 0 ? 'attention' : 'ok';
  if (total === 0) return { label, value: '0', note: `in the last ${stats.minutes} minutes`, status };
  return { label, value: count(total), note: successLabel(success, total), status };
}

function slowest({ stats }: Overview): Tile {
  const label = 'Slowest answer';
  if (!stats) return unread(label);
  const slowestMs = stats.sources.reduce((most, source) => Math.max(most, source.slowestMs ?? 0), 0);
  const measured = stats.sources.some((source) => source.slowestMs !== null);
  const status = slowestMs >= ACKNOWLEDGE.platformMs ? 'attention' : 'ok';
  return {
    label,
    value: latency(measured ? slowestMs : null),
    note: measured ? 'platforms give up after 5 s' : 'nothing measured',
    status,
  };
}

function waits({ waits: open }: Overview): Tile {
  const label = 'Conversations waiting';
  if (!open) return unread(label);
  const value = `${count(open.count)}${open.more ? '+' : ''}`;
  if (countLate(open) > 0) return { label, value, note: lateCount(open), status: 'attention' };
  // The state of waits that were not read is unknown.
  const within = open.more ? `${count(open.count)} read, all within the deadline` : 'all within the deadline';
  return { label, value, note: open.count === 0 ? 'no conversation is waiting' : within, status: 'ok' };
}

function paused({ breakers }: Overview): Tile {
  const label = 'Destinations paused';
  if (!breakers) return unread(label);
  const [first, ...others] = breakers;
  const note = first ? pausedLabel(first.destination, others.length) : 'all are available';
  return { label, value: count(breakers.length), note, status: breakers.length > 0 ? 'attention' : 'ok' };
}

function errors({ errorLog }: Overview): Tile {
  const label = 'Open in the error log';
  if (!errorLog) return unread(label);
  const value = `${count(errorLog.open)}${errorLog.more ? '+' : ''}`;
  return errorLog.open === 0
    ? { label, value, note: 'nothing to do', status: 'ok' }
    : { label, value, note: 'need attention', status: 'attention' };
}

const pausedLabel = (first: string, others: number): string =>
  others === 0 ? first : `${first} and ${counted(others, 'other')}`;

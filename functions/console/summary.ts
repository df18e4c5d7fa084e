// The first line of the console: five figures, each with a word on whether somebody must do something.

import { ACKNOWLEDGE } from '../core/policy.ts';
import { lateCount } from '../core/wait/late-labels.ts';
import { countLate } from '../core/wait/open-waits.ts';
import { count, counted, latency } from '../runtime/format.ts';
import { type Html, html } from '../runtime/html.ts';
import type { Overview } from './overview-parts.ts';
import { postsOf, successLabel } from './sources.ts';

interface Tile {
  readonly label: string;
  readonly figure: string;
  readonly note: string;
  /** `look`: somebody should; `calm`: nobody need. */
  readonly mood: 'calm' | 'look' | 'missing';
}

export function renderSummary(overview: Overview): Html {
  const tiles = [received(overview), slowest(overview), waits(overview), paused(overview), errors(overview)];
  return html`<dl class="glance">${tiles.map(
    ({ label, figure, note, mood }) =>
      html`<div class="${mood}"><dt>${label}</dt><dd><b>${figure}</b> <span>${note}</span></dd></div>`,
  )}</dl>`;
}

const unread = (label: string): Tile => ({ label, figure: '?', note: 'could not be read', mood: 'missing' });

function received({ stats }: Overview): Tile {
  const label = 'Webhooks received';
  if (!stats) return unread(label);
  const total = stats.sources.reduce((sum, source) => sum + postsOf(source), 0);
  const errors = stats.sources.reduce((sum, { error }) => sum + error, 0);
  const success = stats.sources.reduce((sum, source) => sum + source.success, 0);
  const mood = errors > 0 ? 'look' : 'calm';
  if (total === 0) return { label, figure: '0', note: `in the last ${stats.minutes} minutes`, mood };
  return { label, figure: count(total), note: successLabel(success, total), mood };
}

function slowest({ stats }: Overview): Tile {
  const label = 'Slowest answer';
  if (!stats) return unread(label);
  const slowestMs = stats.sources.reduce((most, source) => Math.max(most, source.slowestMs ?? 0), 0);
  const measured = stats.sources.some((source) => source.slowestMs !== null);
  const mood = slowestMs >= ACKNOWLEDGE.platformMs ? 'look' : 'calm';
  return {
    label,
    figure: latency(measured ? slowestMs : null),
    note: measured ? 'platforms give up after 5 s' : 'nothing measured',
    mood,
  };
}

function waits({ waits: open }: Overview): Tile {
  const label = 'Conversations waiting';
  if (!open) return unread(label);
  const figure = `${count(open.count)}${open.more ? '+' : ''}`;
  if (countLate(open) > 0) return { label, figure, note: lateCount(open), mood: 'look' };
  // Of those that were not read nobody knows.
  const within = open.more
    ? `${count(open.count)} looked at, all within the deadline`
    : 'all within the deadline';
  return { label, figure, note: open.count === 0 ? 'nobody stands still' : within, mood: 'calm' };
}

function paused({ breakers }: Overview): Tile {
  const label = 'Destinations paused';
  if (!breakers) return unread(label);
  const note =
    breakers.length === 0
      ? 'all are taking calls'
      : pausedWords(breakers[0]?.destination ?? '', breakers.length - 1);
  return { label, figure: count(breakers.length), note, mood: breakers.length > 0 ? 'look' : 'calm' };
}

function errors({ errorLog }: Overview): Tile {
  const label = 'Open in the error log';
  if (!errorLog) return unread(label);
  const figure = `${count(errorLog.open)}${errorLog.more ? '+' : ''}`;
  return errorLog.open === 0
    ? { label, figure, note: 'nothing to do', mood: 'calm' }
    : { label, figure, note: 'to be looked at', mood: 'look' };
}

const pausedWords = (first: string, others: number): string =>
  others === 0 ? first : `${first} and ${counted(others, 'other')}`;

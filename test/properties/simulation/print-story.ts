// A simulation in lines of text, to find the cause of a failure.

import type { Session } from '../../../functions/core/wait/session.ts';
import { SOME_DAY_MS } from '../../contracts/virtual-clock.ts';
import type { DeliveredEvent, Write } from './history.ts';
import type { Story } from './story.ts';

export function printStory({ history }: Story): string {
  const { writes, calls, attempts, deliveries, events, eventAttempts, outcomes } = history;
  const lines: [atMs: number, text: string][] = [
    ...[...deliveries.values()].map((one): [number, string] => [
      one.receivedAtMs,
      `delivered ${one.deliveryId} ${one.effect} ${one.acknowledged ? '' : '(not acknowledged) '}${one.identity}`,
    ]),
    ...[...events.values()].map((one): [number, string] => [
      one.receivedAtMs,
      `delivered ${one.deliveryId} of ${one.event}${one.large ? ', large' : ''}: ${placeOf(one)}`,
    ]),
    ...writes
      .filter(isNoRenewal)
      .map(({ atMs, owner, after }): [number, string] => [
        atMs,
        `${owner} wrote ${after.ref.slice(0, 4)} newest ${after.newest.deliveryId} ${after.cycle?.number} ${stateOf(after)}`,
      ]),
    ...calls.map(({ atMs, owner, sessionId, status }): [number, string] => [
      atMs,
      `${owner} called for ${sessionId}: ${status ?? 'no answer'}`,
    ]),
    ...[...attempts, ...eventAttempts].map(({ atMs, owner, deliveryId }): [number, string] => [
      atMs,
      `${owner} called the processor for ${deliveryId}`,
    ]),
    ...outcomes.map(({ atMs, deliveryId, outcome, reason }): [number, string] => [
      atMs,
      `${deliveryId} ended: ${outcome} ${reason ?? ''}`,
    ]),
  ];
  return lines
    .sort(([a], [b]) => a - b)
    .map(([atMs, text]) => `${seconds(atMs).padStart(10)} s  ${text}`)
    .join('\n');
}

const seconds = (atMs: number) => ((atMs - SOME_DAY_MS) / 1000).toFixed(3);

function placeOf({ acknowledgedAtMs, queuedAtMs, listedAtMs }: DeliveredEvent): string {
  const times = { acknowledged: acknowledgedAtMs, queued: queuedAtMs[0], listed: listedAtMs };
  const known = Object.entries(times).flatMap(([what, atMs]) =>
    atMs === undefined ? [] : [`${what} at ${seconds(atMs)}`],
  );
  return known.join(', ') || 'nowhere';
}

const isNoRenewal = ({ before, after }: Write) =>
  before?.cycle?.progress.state !== 'processing' || after.cycle?.progress.state !== 'processing';

/** Without variables and bodies. */
function stateOf({ cycle }: Session): string {
  if (!cycle) return 'no cycle';
  const { state, ...rest } = { decision: undefined, ...cycle.progress };
  const { decision, ...short } = rest;
  return `${state} ${decision?.cause ?? ''} ${JSON.stringify(short)}`;
}

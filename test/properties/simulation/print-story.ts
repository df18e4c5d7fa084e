// A simulation in lines of text, to find the cause of a failure.
import { SOME_DAY_MS } from '../../contracts/virtual-clock.ts';
import type { Story } from './story.ts';

export function printStory({ history: { writes, calls, attempts, deliveries } }: Story): string {
  const lines: [atMs: number, text: string][] = [
    ...[...deliveries.values()].map((one): [number, string] => [
      one.receivedAtMs,
      `delivered ${one.deliveryId} ${one.effect} ${one.acknowledged ? '' : '(not acknowledged) '}${one.identity}`,
    ]),
    ...writes.map(({ atMs, owner, after: { ref, cycle, newest } }): [number, string] => [
      atMs,
      `${owner} wrote ${ref.slice(0, 4)} newest ${newest.deliveryId} ${cycle?.number} ${JSON.stringify(cycle?.progress)}`,
    ]),
    ...calls.map(({ atMs, owner, sessionId, status }): [number, string] => [
      atMs,
      `${owner} called for ${sessionId}: ${status ?? 'no answer'}`,
    ]),
    ...attempts.map(({ atMs, deliveryId }): [number, string] => [
      atMs,
      `called the processor for ${deliveryId}`,
    ]),
  ];
  return lines
    .sort(([a], [b]) => a - b)
    .map(([atMs, text]) => `${((atMs - SOME_DAY_MS) / 1000).toFixed(3).padStart(10)} s  ${text}`)
    .join('\n');
}

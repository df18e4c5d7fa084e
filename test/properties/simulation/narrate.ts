// A story in lines, for whoever has to find out what went wrong in it.
import { SOME_DAY_MS } from '../../contracts/virtual-clock.ts';
import type { Tale } from './tale.ts';

export function narrate({ history: { writes, calls, asked, deliveries } }: Tale): string {
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
    ...asked.map(({ atMs, deliveryId }): [number, string] => [
      atMs,
      `asked the processor about ${deliveryId}`,
    ]),
  ];
  return lines
    .sort(([a], [b]) => a - b)
    .map(([atMs, text]) => `${((atMs - SOME_DAY_MS) / 1000).toFixed(3).padStart(10)} s  ${text}`)
    .join('\n');
}

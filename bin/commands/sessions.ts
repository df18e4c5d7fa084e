// acuse sessions: which conversations wait, how far each is, and until when it has time.

import type { OpenWait } from '../../functions/shared/domain/report.ts';
import { duration } from '../../functions/shared/figures.ts';
import { type Command, UsageError } from '../command.ts';
import { openDeployment } from '../deployment.ts';
import { instant, table } from '../table.ts';

const SHOWN = 50;
const MOST = 10_000;

export const sessions: Command = {
  name: 'sessions',
  options: { limit: { type: 'string' } },
  summary: 'Shows which conversations wait, oldest first',
  run: async (target, input) => {
    const limit = limitOf(input.text('limit'));
    const { openWaits } = await openDeployment(target);
    const { count, more, oldest } = await openWaits.open(limit);
    return {
      json: { open: count, more, sessions: oldest.map(publicWait) },
      text: describe(oldest, count, more),
    };
  },
};

function limitOf(text: string | undefined): number {
  if (text === undefined) return SHOWN;
  const limit = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MOST) return limit;
  throw new UsageError(`--limit takes a number from 1 to ${MOST}`);
}

function publicWait({ receivedAtMs, deadlineAtMs, dueAtMs, ...wait }: OpenWait) {
  return {
    ...wait,
    since: new Date(receivedAtMs).toISOString(),
    deadline: new Date(deadlineAtMs).toISOString(),
    nextLook: new Date(dueAtMs).toISOString(),
  };
}

const MEANINGS: Record<OpenWait['state'], string> = {
  waiting: 'not begun, or to be tried again',
  processing: 'the processor is at work',
  delegated: 'the processor will call back',
  decided: 'to be sent to Treble',
  sending: 'being sent to Treble',
};

function describe(waits: readonly OpenWait[], count: number, more: boolean): string {
  if (count === 0) return 'No conversation waits.';
  const nowMs = Date.now();
  const rows = waits.map(({ conversation, source, state, cycle, receivedAtMs, deadlineAtMs }) => [
    conversation,
    source,
    String(cycle),
    state,
    duration(nowMs - receivedAtMs),
    deadlineAtMs > nowMs ? `in ${duration(deadlineAtMs - nowMs)}` : `${duration(nowMs - deadlineAtMs)} ago`,
    instant(deadlineAtMs),
  ]);
  const states = [...new Set(waits.map(({ state }) => state))];
  const total = `${more ? 'More than ' : ''}${count} waiting${waits.length < count ? `, the oldest ${waits.length} shown` : ''}. Times are UTC.`;
  return [
    table(['CONVERSATION', 'SOURCE', 'CYCLE', 'STATE', 'SINCE', 'DEADLINE', 'DEADLINE AT'], rows),
    '',
    ...states.map((state) => `${state}: ${MEANINGS[state]}`),
    total,
    'Continue one by hand: npm run acuse -- resume <conversation> --cycle <cycle> --key name=value',
  ].join('\n');
}

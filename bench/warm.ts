// Warm: the cost of a call when all code is loaded, one call at a time, over kept-alive connections.
import { type Calls, type Harness, measure, type Subject } from './measure.ts';
import { inRounds } from './paired.ts';
import { type Report, ratioRow } from './report.ts';
import { PEER_NAMES, PEERS, type SubjectName } from './subjects.ts';

const INGEST = [
  'bareWebhook',
  'signedWebhook',
  'ingestEvent',
  'ingestWait',
  'sdkEvent',
  'sdkWait',
  ...PEER_NAMES,
] as const satisfies SubjectName[];
const CLIENT = ['bareUpdate', 'clientUpdate'] as const satisfies SubjectName[];

/** Enough calls for the compiler. */
const INGEST_CALLS: Calls = { warmUpCalls: 1000, calls: 2000 };
const CLIENT_CALLS: Calls = { warmUpCalls: 2000, calls: 5000 };

export async function warmIngest(
  harness: Harness,
  subjects: Record<SubjectName, Subject>,
  rounds: number,
): Promise<Report> {
  const results = await inRounds(INGEST, rounds, (name) => measure(harness, subjects[name], INGEST_CALLS));
  const cpu = (name: (typeof INGEST)[number]) => results(name).map(({ cpuMs }) => cpuMs / INGEST_CALLS.calls);
  const p50 = (name: (typeof INGEST)[number]) => results(name).map(({ p50Ms }) => p50Ms);
  const unit = 'µs';
  return {
    ratios: [
      ratioRow('warm CPU: signed POST ÷ bare POST', cpu('signedWebhook'), cpu('bareWebhook'), {
        unit,
      }),
      ratioRow('warm CPU: an event ÷ bare POST', cpu('ingestEvent'), cpu('bareWebhook'), { unit }),
      ratioRow('warm CPU: a wait ÷ bare POST', cpu('ingestWait'), cpu('bareWebhook'), { unit }),
      ratioRow('warm CPU: an event ÷ with the SDK', cpu('ingestEvent'), cpu('sdkEvent'), {
        unit,
        aim: '≤ 0.42',
      }),
      ratioRow('warm CPU: a wait ÷ with the SDK', cpu('ingestWait'), cpu('sdkWait'), { unit, aim: '≤ 0.42' }),
      ...PEERS.map(({ name, title }) =>
        ratioRow(`warm CPU: an event ÷ ${title}`, cpu('ingestEvent'), cpu(name), { unit }),
      ),
      ratioRow('warm p50: an event ÷ bare POST', p50('ingestEvent'), p50('bareWebhook'), { unit }),
      ratioRow('warm p50: a wait ÷ bare POST', p50('ingestWait'), p50('bareWebhook'), { unit }),
    ],
    counts: [],
  };
}

export async function warmClient(
  harness: Harness,
  subjects: Record<SubjectName, Subject>,
  rounds: number,
): Promise<Report> {
  const results = await inRounds(CLIENT, rounds, (name) => measure(harness, subjects[name], CLIENT_CALLS));
  const cpu = (name: (typeof CLIENT)[number]) => results(name).map(({ cpuMs }) => cpuMs / CLIENT_CALLS.calls);
  const p50 = (name: (typeof CLIENT)[number]) => results(name).map(({ p50Ms }) => p50Ms);
  const unit = 'µs';
  return {
    ratios: [
      ratioRow("session update's client ÷ bare POST, CPU", cpu('clientUpdate'), cpu('bareUpdate'), {
        unit,
        aim: '≤ 1.1',
      }),
      ratioRow("session update's client ÷ bare POST, p50", p50('clientUpdate'), p50('bareUpdate'), { unit }),
    ],
    counts: [],
  };
}

// For information: the speed of acknowledgements in a local run, with its gateway, engines and worker on the same CPUs.
// It measures this machine, not AWS.
import { CONNECTIONS, startLocalRun } from './local-run.ts';
import type { Report } from './report.ts';

const EVENTS = 2000;

export async function localSpeed(): Promise<Report> {
  const run = await startLocalRun();
  try {
    const startedAt = performance.now();
    const tookMs = (await run.postEvents('treble-events', EVENTS)).toSorted((a, b) => a - b);
    const seconds = (performance.now() - startedAt) / 1000;
    const at = (share: number) => (tookMs[Math.floor(tookMs.length * share)] ?? Number.NaN).toFixed(0);
    const what = `local run, ${EVENTS.toLocaleString('en')} events over ${CONNECTIONS} connections`;
    return {
      ratios: [],
      counts: [
        { figure: `${what}: acknowledged a second`, value: (EVENTS / seconds).toFixed(0) },
        { figure: `${what}: p50, p99 ms`, value: `${at(0.5)}, ${at(0.99)}` },
      ],
    };
  } finally {
    await run.stop();
  }
}

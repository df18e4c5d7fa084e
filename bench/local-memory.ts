// The memory of a local run with all its processes: while events come as quickly as they are acknowledged, and until
// all are worked on.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CONNECTIONS, type LocalRun, startLocalRun } from './local-run.ts';
import { spread } from './paired.ts';
import type { Report } from './report.ts';

const EVENTS = 100_000;
const EVERY_MS = 1000;

interface Sample {
  readonly megabytes: number;
  readonly queued: number;
}

export async function localMemory(): Promise<Report> {
  const data = mkdtempSync(join(tmpdir(), 'acuse-memory-'));
  const run = await startLocalRun('--data', data);
  try {
    let posted = false;
    const posting = run.postEvents('botmaker', EVENTS).finally(() => {
      posted = true;
    });
    const [whilePosting, after] = await Promise.all([
      samples(run, () => posted),
      posting.then(() => samples(run, ({ queued }) => queued === 0)),
    ]);
    return reportOf(whilePosting, after);
  } finally {
    await run.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

/** One each second, until `isLast`. */
async function samples(run: LocalRun, isLast: (sample: Sample) => boolean): Promise<Sample[]> {
  const taken: Sample[] = [];
  for (;;) {
    const sample = { megabytes: await residentMegabytes(run.pid), queued: await run.queuedEvents() };
    taken.push(sample);
    if (isLast(sample)) return taken;
    await sleep(EVERY_MS);
  }
}

/** Of the process and of all below it. Code that several of them have loaded counts once for each. */
async function residentMegabytes(root: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,rss=']);
  const processes = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const kilobytes = (pid: number): number =>
    processes.reduce(
      (sum, [id = 0, parent = 0, rss = 0]) =>
        sum + (id === pid ? rss : 0) + (parent === pid ? kilobytes(id) : 0),
      0,
    );
  return kilobytes(root) / 1024;
}

function reportOf(whilePosting: readonly Sample[], after: readonly Sample[]): Report {
  const all = [...whilePosting, ...after];
  const third = Math.ceil(whilePosting.length / 3);
  const medians = [0, 1, 2].map((at) => {
    const part = whilePosting.slice(at * third, (at + 1) * third);
    return spread(part.map(({ megabytes }) => megabytes)).median.toFixed(0);
  });
  const what = `local run, ${EVENTS.toLocaleString('en')} events over ${CONNECTIONS} connections`;
  const most = (of: keyof Sample) => spread(all.map((sample) => sample[of])).maximum;
  return {
    ratios: [],
    counts: [
      { figure: `${what}: MB resident at most`, value: most('megabytes').toFixed(0) },
      { figure: `${what}: median MB in each third of the posting`, value: medians.join(', ') },
      { figure: `${what}: MB when all are worked on`, value: after.at(-1)?.megabytes.toFixed(0) ?? '' },
      { figure: `${what}: events in the queue at most`, value: most('queued').toLocaleString('en') },
    ],
  };
}

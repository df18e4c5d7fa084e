// Follows a posted webhook to its outcome: step by step in the log, and in the table while it waits for a result.
import { setTimeout as delay } from 'node:timers/promises';
import { isWaitJob, waitRef } from '../functions/core/delivery/job.ts';
import { type Cycle, hasEnded } from '../functions/core/wait/session.ts';
import { latency } from '../functions/runtime/format.ts';
import type { Deployment } from './deployment.ts';
import { coloured, type LoggedLine, tell } from './event-line.ts';
import { followLog } from './follow-log.ts';
import { localTime } from './local-time.ts';
import type { Posted } from './post-sample.ts';
import { decisionOf } from './session-facts.ts';

export interface FollowOptions {
  readonly source: string;
  readonly posted: Posted;
  /** How often log and table are read, and how long they are without `timeoutMs`. */
  readonly pollMs: number;
  readonly usualMs: number;
  /** Given by the user: also the end of the wait for a later result. */
  readonly timeoutMs: number | undefined;
  /** Told each step as it happens, `ms` after the post. */
  step(ms: number, text: string): void;
}

export interface Followed {
  /** Undefined where the log has no line of it. */
  readonly deliveryId: string | undefined;
  readonly lines: readonly LoggedLine[];
  /** Undefined where the time was over first. */
  readonly outcome: LoggedLine | undefined;
  /** Of a wait: its last state. */
  readonly cycle: Cycle | undefined;
}

/** A clock of AWS and that of this machine differ by less. */
const CLOCKS_MS = 60_000;

/** A wait that has ended has its line soon. */
const ROUNDS_AFTER_END = 20;

export async function followSample(options: FollowOptions, deployment: Deployment): Promise<Followed> {
  const { posted, pollMs, timeoutMs, step } = options;
  const { atMs } = posted;
  const isMine = ownLines(options);
  const read = followLog(deployment.log, { sinceMs: atMs - CLOCKS_MS, ...aboutOf(posted) });
  const lines: LoggedLine[] = [];
  let deliveryId: string | undefined;
  let cycle: Cycle | undefined;
  let untilMs = atMs + (timeoutMs ?? options.usualMs);
  let roundsLeft = ROUNDS_AFTER_END;
  for (;;) {
    for (const line of (await read()).filter(isMine)) {
      lines.push(line);
      deliveryId ??= typeof line['deliveryId'] === 'string' ? line['deliveryId'] : undefined;
      const told = tell(line);
      if (told) step(Math.max(0, Date.parse(line.timestamp) - atMs), `${line.fn}: ${coloured(told)}`);
    }
    const before = cycle;
    cycle = deliveryId === undefined ? undefined : await cycleOf(deliveryId, posted, deployment);
    if (cycle?.progress.state === 'delegated' && before?.progress.state !== 'delegated') {
      const endsAtMs = timeoutMs === undefined ? cycle.deadlineAtMs + CLOCKS_MS : untilMs;
      untilMs = endsAtMs;
      const until = localTime(Math.min(endsAtMs, cycle.deadlineAtMs));
      step(Date.now() - atMs, `the processor calls back: its result is waited for until ${until}`);
    }
    const outcome = lines.find(({ event }) => event === 'outcome');
    if (cycle && hasEnded(cycle)) roundsLeft -= 1;
    if (outcome || Date.now() > untilMs || roundsLeft === 0) return { deliveryId, lines, outcome, cycle };
    await delay(pollMs);
  }
}

/** The conversation does not depend on the delivery's id, unless the body names none. */
function aboutOf({ jobOf }: Posted): { conversations?: string[] } {
  const [one, another] = [jobOf('1')?.conversation, jobOf('2')?.conversation];
  return one !== undefined && one === another ? { conversations: [one] } : {};
}

/** The lines of the first delivery that came to the source since: a conversation of one's own may have others. */
function ownLines({ source, posted }: FollowOptions): (line: LoggedLine) => boolean {
  let mine: string | undefined;
  return ({ event, deliveryId, timestamp, ...line }) => {
    const isLater = Date.parse(timestamp) >= posted.atMs - CLOCKS_MS / 10;
    if (mine === undefined && event === 'delivery' && line['source'] === source && isLater)
      mine = String(deliveryId);
    return mine !== undefined && deliveryId === mine;
  };
}

async function cycleOf(deliveryId: string, { jobOf }: Posted, { sessions }: Deployment) {
  const job = jobOf(deliveryId);
  if (!job || !isWaitJob(job)) return undefined;
  const { session } = await sessions.load(waitRef(job));
  return session?.cycle?.deliveryId === deliveryId ? session.cycle : undefined;
}

/** How the conversation went on, as lines; none for an event that nobody waits for. */
export function continuedText(cycle: Cycle | undefined): string[] {
  if (!cycle || !('ending' in cycle.progress) || !decisionOf(cycle)) return [];
  const { atMs } = cycle.progress.ending;
  return [`The conversation went on after ${latency(atMs - cycle.receivedAtMs)} with:`];
}

// Kills a local run again and again while webhooks come in, lets it come to rest, and compares what was acknowledged with
// what came of it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { post } from '../../functions/runtime/http/client.ts';
import { seededChance } from '../properties/simulation/chance.ts';
import { type Left, type LocalRun, type Ready, readErrorLog, readLeft, startLocalRun } from './local-run.ts';
import { startStandIns } from './stand-ins.ts';
import { KINDS, type Kind, numbersIn, SOURCE, webhookOf } from './webhooks.ts';

export interface KillPlan {
  readonly seed: number;
  /** Webhooks come in and everything is killed until then. */
  isOver(state: { readonly kills: number; readonly passedMs: number }): boolean;
  /** Between the time when the run is ready and its end. */
  readonly killAfterMs: readonly [least: number, most: number];
  /** The probability that a run is killed while it starts. */
  readonly killAtStart: number;
  /** Webhooks, of all kinds in turn. */
  readonly perSecond: number;
  readonly deadlineSeconds: number;
  readonly workerTimeoutSeconds: 30 | 120;
  /** After this it has not come to rest. */
  readonly settleMs: number;
  say(line: string): void;
}

export interface KillReport {
  readonly seed: number;
  readonly kills: number;
  /** Of them, before the run was ready. */
  readonly killedAtStart: number;
  readonly posted: number;
  readonly acknowledged: Readonly<Record<Kind, number>>;
  /** Acknowledged, and never seen again. */
  readonly lost: readonly string[];
  readonly inErrorLog: number;
  /** More calls than one for a webhook: of Treble, and of the processor for events. */
  readonly doubles: { readonly updates: number; readonly events: number };
  readonly settledAfterSeconds: number;
  readonly left: Left;
}

/** A run that starts is killed within this time. */
const START_MS = 5_000;
const POST_MS = 6_000;
const LARGE_EACH = 40;
const LOOK_MS = 3_000;

/** Throws when the run ends by itself. */
export async function killRun(plan: KillPlan): Promise<KillReport> {
  const chance = seededChance(plan.seed);
  const standIns = await startStandIns();
  const data = await mkdtemp(join(tmpdir(), 'acuse-kill-'));
  const parameters = [
    `TrebleBaseUrl=${standIns.trebleUrl}`,
    'Processor=http',
    `ProcessorUrl=${standIns.processorUrl}`,
    `SessionDeadlineSeconds=${plan.deadlineSeconds}`,
    `WorkerTimeoutSeconds=${plan.workerTimeoutSeconds}`,
    'ProcessorTimeoutSeconds=10',
  ];
  const start = () => startLocalRun(['--data', data, '--parameters', ...parameters]);
  const acknowledged = new Map<number, Kind>();
  let run: LocalRun | undefined;
  let address: Ready | undefined;
  const begunAtMs = Date.now();
  let posted = 0;
  let kills = 0;
  let killedAtStart = 0;

  async function deliver(number: number): Promise<void> {
    const kind = KINDS[number % KINDS.length] ?? 'wait';
    const url = address?.sources.find(({ id }) => id === SOURCE[kind])?.url;
    if (url === undefined) return;
    const origin = new URL(url);
    posted += 1;
    const body = webhookOf(kind, number, number % LARGE_EACH === 0);
    const request = { origin, path: origin.pathname + origin.search, body, timeoutMs: POST_MS };
    const answer = await post(request).catch(() => undefined);
    if (answer?.status === 200) acknowledged.set(number, kind);
  }

  const isOver = () => plan.isOver({ kills, passedMs: Date.now() - begunAtMs });

  async function load(): Promise<void> {
    const underWay = new Set<Promise<void>>();
    for (let number = 1; !isOver(); number += 1) {
      const delivery = deliver(number).finally(() => underWay.delete(delivery));
      underWay.add(delivery);
      await sleep(1_000 / plan.perSecond);
    }
    await Promise.all(underWay);
  }

  function startNext(): LocalRun {
    const started = start();
    run = started;
    void started.ready.then((ready) => {
      if (run === started) address = ready;
    });
    return started;
  }

  async function killAgainAndAgain(): Promise<void> {
    while (!isOver()) {
      const started = startNext();
      const wait = async () => {
        if (chance.happens(plan.killAtStart)) return sleep(chance.between(0, START_MS));
        await started.ready;
        await sleep(chance.between(...plan.killAfterMs));
      };
      let killed = false;
      const byItself = started.ended.then(() => !killed);
      if (await Promise.race([wait().then(() => false), byItself]))
        throw new Error(`The run ended by itself:\n${started.stderr()}`);
      const wasReady = address !== undefined;
      killed = true;
      run = undefined;
      address = undefined;
      started.kill('SIGKILL');
      await started.ended;
      kills += 1;
      if (!wasReady) killedAtStart += 1;
      plan.say(`kill ${kills}${wasReady ? '' : ', before it was ready'}: ${acknowledged.size} acknowledged`);
    }
  }

  function unseen(errorLog: ReadonlySet<number>): string[] {
    const seen = (number: number, kind: Kind) =>
      kind === 'wait' ? standIns.updates.has(number) : standIns.processed.has(number) || errorLog.has(number);
    return [...acknowledged]
      .filter(([number, kind]) => !seen(number, kind))
      .map(([number, kind]) => `${kind} ${number}`);
  }

  try {
    const loading = load();
    await killAgainAndAgain();
    await loading;
    const last = startNext();
    const ready = await last.ready;
    if (!ready) throw new Error(`The last run did not start:\n${last.stderr()}`);
    const startedAtMs = Date.now();
    let left = await readLeft(ready);
    while (!isEmpty(left) && Date.now() < startedAtMs + plan.settleMs) {
      await sleep(LOOK_MS);
      left = await readLeft(ready);
    }
    const settledAfterSeconds = Math.round((Date.now() - startedAtMs) / 1000);
    const errorLog = new Set(numbersIn(await readErrorLog(ready)));
    const more = (counts: ReadonlyMap<number, number>, isCounted: (kind: Kind | undefined) => boolean) =>
      [...counts].filter(([number, times]) => times > 1 && isCounted(acknowledged.get(number))).length;
    return {
      seed: plan.seed,
      kills,
      killedAtStart,
      posted,
      acknowledged: count([...acknowledged.values()]),
      lost: unseen(errorLog),
      inErrorLog: errorLog.size,
      doubles: {
        updates: more(standIns.updates, (kind) => kind === 'wait'),
        events: more(standIns.processed, (kind) => kind !== 'wait'),
      },
      settledAfterSeconds,
      left,
    };
  } finally {
    run?.kill('SIGKILL');
    await run?.ended;
    await standIns.close();
    await rm(data, { recursive: true, force: true, maxRetries: 5 });
  }
}

export const isEmpty = ({ waits, queues, kept }: Left): boolean =>
  waits + kept === 0 && Object.values(queues).every((count) => count === 0);

const count = (kinds: readonly Kind[]): Record<Kind, number> => {
  const of = (kind: Kind) => kinds.filter((one) => one === kind).length;
  return { wait: of('wait'), treble: of('treble'), botmaker: of('botmaker'), trino: of('trino') };
};

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, Math.max(0, ms)));

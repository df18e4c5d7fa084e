// One simulation: the scenario, then no faults until all work is done.
import { hasEnded, type Session } from '../../../functions/core/wait/session.ts';
import { sessionOfRow } from '../../contracts/sessions-table.fake.ts';
import { actorsOf } from './actors.ts';
import type { Scenario } from './scenario.ts';
import { type SimulatedWorld, simulatedWorld } from './world.ts';

/** Without faults every wait ends within its deadline, the longest Retry-After, and some runs of the sweeper. */
const QUIET_MS = 3 * 3600_000;

export interface Recording
  extends Pick<SimulatedWorld, 'history' | 'errorLog' | 'log' | 'scenario' | 'lostBodies'> {
  /** Since then nothing keeps the sweeper from its work. */
  readonly clearSinceMs: number;
  readonly sessions: readonly Session[];
  /** All work was done within the time. */
  readonly quiet: boolean;
}

export async function simulate(scenario: Scenario): Promise<Recording> {
  const world = simulatedWorld(scenario);
  const { clock, queues, history, errorLog, log } = world;
  const actors = actorsOf(world);
  actors.start();
  for (const action of scenario.actions) {
    await clock.advance(action.gapMs);
    if (action.kind === 'deliver') actors.deliver(action.delivery);
    else if (action.kind === 'sweep') void actors.sweepOnce();
    else world.bringDown(action.of, action.forMs);
  }
  await clock.advance(10_000);
  world.endFaults();
  const untilMs = clock.nowMs() + QUIET_MS;
  const isQuiet = () =>
    [queues.main, queues.deadLetters].every(({ waits, events }) => waits.size() + events.size() === 0) &&
    [...world.table.values()].every(({ copy, backlog }) => !copy && !backlog) &&
    sessionsOf(world).every(({ cycle }) => !cycle || hasEnded(cycle));
  while (!isQuiet() && clock.nowMs() < untilMs) await clock.advance(15_000);
  // Late results and repeated jobs must change nothing.
  await clock.advance(600_000);
  const { lostBodies } = world;
  const clearSinceMs = world.clearSinceMs();
  const sessions = sessionsOf(world);
  return { history, errorLog, log, scenario, lostBodies, clearSinceMs, sessions, quiet: isQuiet() };
}

function sessionsOf({ table }: SimulatedWorld): Session[] {
  return [...table.values()].flatMap(({ session }) => (session ? [sessionOfRow(session)] : []));
}

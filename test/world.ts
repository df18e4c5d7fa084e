// The fakes of all ports, wired as the functions wire the adapters. A test replaces the ports that it is about.
import type { BacklogStore } from '../functions/core/backlog/backlog-store.ts';
import type { Breaker } from '../functions/core/breaker/breaker.ts';
import type { BodyStore } from '../functions/core/delivery/body-store.ts';
import type { DeliveryCopies } from '../functions/core/delivery/delivery-copies.ts';
import type { DeadLetters, JobQueue, Redelivery } from '../functions/core/delivery/job-queue.ts';
import type { DueList } from '../functions/core/due/due-list.ts';
import type { SourceDirectory } from '../functions/core/source/source-directory.ts';
import type { SourceStore } from '../functions/core/source/source-store.ts';
import type { ConversationMemory } from '../functions/core/wait/conversation-memory.ts';
import type { OpenWaitList } from '../functions/core/wait/open-waits.ts';
import type { Cycle, Progress } from '../functions/core/wait/session.ts';
import type { SessionStore } from '../functions/core/wait/session-store.ts';
import type { AdmittedWaitWorker } from '../functions/worker/admitted-wait.ts';
import type { Listener } from '../functions/worker/listen.ts';
import { session } from './builders.ts';
import { type MemoryAttempts, memoryAttempts } from './contracts/attempt-counter.fake.ts';
import { memoryBacklogs } from './contracts/backlog-store.fake.ts';
import { type MemoryBreakers, memoryBreakers, neverOpen } from './contracts/breaker.fake.ts';
import { memoryConversations } from './contracts/conversation-memory.fake.ts';
import { type MemoryCounters, memoryCounters } from './contracts/counters.fake.ts';
import { memoryDeadLetters } from './contracts/dead-letters.fake.ts';
import { memoryCopies } from './contracts/delivery-copies.fake.ts';
import { memoryDueList } from './contracts/due-list.fake.ts';
import { type MemoryErrorLog, memoryErrorLog } from './contracts/error-log.fake.ts';
import { memoryJobQueue } from './contracts/job-queue.fake.ts';
import { type MemoryLog, memoryLog } from './contracts/log.fake.ts';
import { memoryOpenWaits } from './contracts/open-waits.fake.ts';
import { type FakeOutbounds, fakeOutbounds } from './contracts/outbound.fake.ts';
import { type MemoryPersonalData, memoryPersonalData } from './contracts/personal-data.fake.ts';
import { memoryQueues, type Queues } from './contracts/queues.fake.ts';
import { memoryRedelivery } from './contracts/redelivery.fake.ts';
import { memorySessions } from './contracts/session-store.fake.ts';
import { type SessionsTable, sessionsTable } from './contracts/sessions-table.fake.ts';
import { memoryBodies, memoryDirectory, memorySources } from './contracts/sources.fake.ts';
import { type MemoryStats, memoryStats } from './contracts/stats.fake.ts';
import { type VirtualClock, virtualClock } from './contracts/virtual-clock.ts';

const SESSION_RETENTION_MS = 30 * 24 * 3600_000;
const REF = 'conversation-1';

export interface WorldPorts {
  /** Starts at T0. */
  readonly clock: VirtualClock;
  /** Shared by `sessions`, `due`, `copies`, `backlogs` and `openWaits`. */
  readonly table: SessionsTable;
  readonly sessions: SessionStore;
  readonly due: DueList;
  readonly copies: DeliveryCopies;
  readonly backlogs: BacklogStore;
  readonly openWaits: OpenWaitList;
  readonly errorLog: MemoryErrorLog;
  /** Shared by `queue`, `redelivery` and `deadLetters`. */
  readonly queues: Queues;
  readonly queue: JobQueue;
  readonly redelivery: Redelivery;
  readonly deadLetters: DeadLetters;
  readonly outbounds: FakeOutbounds;
  readonly memory: ConversationMemory;
  readonly listener: Listener;
  readonly answer: AdmittedWaitWorker;
  readonly breaker: Breaker;
  readonly breakers: MemoryBreakers;
  readonly counters: MemoryCounters;
  readonly stats: MemoryStats;
  readonly log: MemoryLog;
  readonly bodies: BodyStore;
  readonly attempts: MemoryAttempts;
  readonly sources: SourceStore;
  readonly directory: SourceDirectory;
  readonly personalData: Readonly<Record<'sessions' | 'failures' | 'bodies', MemoryPersonalData>>;
  readonly random: () => number;
}

export interface World extends WorldPorts {
  /** The error log, under the name that commands of an operator use. */
  readonly entries: MemoryErrorLog;
  /** Writes the session of `conversation-1`, whatever its version. */
  store(progress: Progress, cycle?: Partial<Cycle>, job?: string): Promise<void>;
  /** The current cycle in the table, and its progress. */
  cycle(ref?: string): Promise<Cycle | undefined>;
  progress(ref?: string): Promise<Progress | undefined>;
}

export function makeWorld({
  clock = virtualClock(),
  table = sessionsTable(),
  sessions = memorySessions({ table, clock, retentionMs: SESSION_RETENTION_MS }),
  due = memoryDueList(table),
  copies = memoryCopies(table, clock),
  backlogs = memoryBacklogs(table, clock),
  openWaits = memoryOpenWaits(table),
  errorLog = memoryErrorLog({ clock, retentionMs: Number.POSITIVE_INFINITY }),
  queues = memoryQueues({ clock, visibilityMs: 150_000, maxReceiveCount: 1000 }),
  queue = memoryJobQueue(queues),
  redelivery = memoryRedelivery(queues),
  deadLetters = memoryDeadLetters(queues),
  outbounds = fakeOutbounds(clock),
  memory = memoryConversations(),
  listener = { hear: async () => false, isTaken: async () => false },
  answer = async () => {
    throw new Error('No source of this test answers.');
  },
  breaker = neverOpen,
  breakers = memoryBreakers(clock),
  counters = memoryCounters(),
  stats = memoryStats({ clock }),
  log = memoryLog(),
  bodies = memoryBodies(),
  attempts = memoryAttempts(),
  sources = memorySources(),
  directory = memoryDirectory(),
  personalData = {
    sessions: memoryPersonalData(),
    failures: memoryPersonalData(),
    bodies: memoryPersonalData(),
  },
  random = () => 0.5,
}: Partial<WorldPorts> = {}): World {
  const cycle = async (ref = REF) => (await sessions.load(ref)).session?.cycle;
  return {
    clock,
    table,
    sessions,
    due,
    copies,
    backlogs,
    openWaits,
    errorLog,
    entries: errorLog,
    queues,
    queue,
    redelivery,
    deadLetters,
    outbounds,
    memory,
    listener,
    answer,
    breaker,
    breakers,
    counters,
    stats,
    log,
    bodies,
    attempts,
    sources,
    directory,
    personalData,
    random,
    cycle,
    progress: async (ref) => (await cycle(ref))?.progress,
    async store(progress, fields = {}, job) {
      const { version } = await sessions.load(REF);
      const options = { expectedVersion: version, ...(job !== undefined && { job }) };
      const { kind } = await sessions.save(session(progress, { cycle: fields }), options);
      if (kind !== 'saved') throw new Error('The session was not saved: another write came first.');
    },
  };
}

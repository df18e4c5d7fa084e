// One webhook: read it, make it durable, answer. This is all that stands between a platform and its answer; it
// knows nothing of processors, statistics or filters.
import { isWaitJob, type WaitJob } from '../shared/domain/job.ts';
import { arrivalOf, type Registration, register } from '../shared/domain/registration.ts';
import type { Clock, DeliveryCopies, JobQueue, Log, LogLine, SessionStore } from '../shared/ports.ts';
import { transition } from '../shared/transition.ts';
import { type Answer, acknowledged, introduced, refused } from './answer.ts';
import { type Durability, type Fate, makeEventDurable, makeWaitDurable } from './make-durable.ts';
import { type Delivery, readDelivery } from './read-delivery.ts';
import type { WebhookRequest } from './request.ts';

export interface IngestPorts {
  readonly queue: JobQueue;
  readonly sessions: SessionStore;
  readonly copies: DeliveryCopies;
  readonly clock: Clock;
  readonly log: Log;
  newId(): string;
}

export interface IngestSettings {
  readonly key: string;
  readonly deadlineMs: number;
}

export async function accept(
  request: WebhookRequest,
  ports: IngestPorts,
  settings: IngestSettings,
): Promise<Answer> {
  const startedAtMs = ports.clock.nowMs();
  const reading = readDelivery(request, settings.key, ports.newId);
  const ackMs = () => ports.clock.nowMs() - startedAtMs;
  if (reading.kind === 'introduced') return introduced(reading.source.id);
  if (reading.kind === 'refused') {
    const answer = refused(reading.refusal);
    const { refusal, source } = reading;
    const line = { outcome: refusal, status: answer.statusCode, source: source?.id ?? 'unknown' };
    ports.log.write('warn', { event: 'delivery', ...line, bytes: request.body.byteLength, ackMs: ackMs() });
    return answer;
  }
  const { delivery } = reading;
  const durability = await makeDurable(delivery, ports, settings);
  const answer = durability.durable ? acknowledged() : refused('unavailable');
  const safe = durability.queue.kind === 'durable' && durability.table.kind !== 'failed';
  ports.log.write(durability.durable ? (safe ? 'info' : 'warn') : 'error', {
    ...describe(delivery, durability),
    status: answer.statusCode,
    bytes: request.body.byteLength,
    ackMs: ackMs(),
  });
  logSuperseded(delivery, durability, ports.log);
  return answer;
}

type Tabled = Registration | { readonly kind: 'copied' };
type Sinks = Durability<void, Tabled>;

async function makeDurable(delivery: Delivery, ports: IngestPorts, settings: IngestSettings): Promise<Sinks> {
  const { job, encoded, deduplicationId } = delivery;
  const { conversation: group, deliveryId } = job;
  if (isWaitJob(job)) {
    const message = { queue: 'waits', job: encoded, group, deduplicationId } as const;
    return makeWaitDurable<void, Tabled>(
      (signal) => ports.queue.send(message, signal),
      (signal) => registerWait(job, encoded, ports.sessions, settings.deadlineMs, signal),
      ports.clock,
    );
  }
  const message = { queue: 'events', job: encoded, group, deduplicationId } as const;
  return makeEventDurable<void, Tabled>(
    (signal) => ports.queue.send(message, signal),
    async (signal): Promise<Tabled> => {
      await ports.copies.keep({ deliveryId, job: encoded, group, deduplicationId }, signal);
      return { kind: 'copied' };
    },
    ports.clock,
  );
}

/** Tries as if the session were new, which most are: one write and no read. */
async function registerWait(
  job: WaitJob,
  encoded: string,
  sessions: SessionStore,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<Registration> {
  const step = (session: Parameters<typeof register>[0]) => register(session, arrivalOf(job, deadlineMs));
  const options = { known: { version: 0 }, job: encoded, signal };
  return (await transition(sessions, job.conversation, step, options)).outcome;
}

/** The cycle that this delivery put an end to: its own delivery's outcome is known only here. */
function logSuperseded({ job: { source, conversation } }: Delivery, { table }: Sinks, log: Log): void {
  if (table.kind !== 'durable' || table.value.kind !== 'opened' || !table.value.superseded) return;
  const { deliveryId } = table.value.superseded;
  log.write('info', { event: 'outcome', outcome: 'superseded', deliveryId, source, conversation });
}

function describe({ job }: Delivery, { durable, queue, table }: Sinks): LogLine {
  const { deliveryId, source, platform, conversation, type, unrecognised } = job;
  return {
    event: 'delivery',
    outcome: durable ? 'accepted' : 'unavailable',
    deliveryId,
    source,
    platform,
    conversation,
    type,
    unrecognised,
    waits: isWaitJob(job),
    registration: table.kind === 'durable' ? table.value.kind : undefined,
    ...describeFate('queue', queue),
    ...describeFate('table', table),
  };
}

function describeFate(name: string, fate: Fate<unknown>): Record<string, string | number | undefined> {
  if (fate.kind === 'pending') return { [name]: fate.kind };
  const error = fate.kind === 'failed' && fate.error instanceof Error ? fate.error.name : undefined;
  return { [name]: fate.kind, [`${name}Ms`]: fate.tookMs, [`${name}Error`]: error };
}

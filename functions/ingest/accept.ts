// One webhook: read it, make it durable, answer. A platform waits for this, so nothing else is done here: no processor, no
// statistics, no filter.

import type { BacklogStore } from '../core/backlog/backlog-store.ts';
import type { BodyStore } from '../core/delivery/body-store.ts';
import type { DeliveryCopies } from '../core/delivery/delivery-copies.ts';
import { isWaitJob, type Job, mayBeAnswered } from '../core/delivery/job.ts';
import type { JobQueue } from '../core/delivery/job-queue.ts';
import type { Keys } from '../core/key/keys.ts';
import { ACKNOWLEDGE } from '../core/policy.ts';
import type { SourceDirectory } from '../core/source/source-directory.ts';
import { readToken } from '../core/source/source-url.ts';
import { registerWait } from '../core/wait/register-wait.ts';
import type { Registration } from '../core/wait/registration.ts';
import type { SessionRecords } from '../core/wait/session-store.ts';
import type { Clock } from '../runtime/clock.ts';
import type { ApiAnswer } from '../runtime/http/json-answer.ts';
import type { Log, LogLine } from '../runtime/log.ts';
import { errorName } from '../runtime/log.ts';
import { acknowledged, described, refusedWebhook, UNAVAILABLE_TO_AGENT_BOT } from './answer.ts';
import { type Durability, makeEventDurable, makeWaitDurable, type SinkResult } from './make-durable.ts';
import { type Delivery, type Reading, readDelivery } from './read-delivery.ts';
import type { WebhookRequest } from './request.ts';

export interface IngestPorts {
  readonly queue: JobQueue;
  readonly sessions: SessionRecords;
  readonly copies: Pick<DeliveryCopies, 'keep'>;
  readonly backlogs: Pick<BacklogStore, 'list'>;
  readonly bodies: Pick<BodyStore, 'put'>;
  readonly directory: SourceDirectory;
  readonly clock: Clock;
  readonly log: Log;
  newId(): string;
}

export interface IngestSettings {
  readonly keys: Keys;
  readonly deadlineMs: number;
}

export async function accept(
  request: WebhookRequest,
  ports: IngestPorts,
  settings: IngestSettings,
): Promise<ApiAnswer> {
  const startedAtMs = ports.clock.nowMs();
  const reading = await read(request, ports, settings);
  const ackMs = () => ports.clock.nowMs() - startedAtMs;
  if (reading.kind === 'described') return described(reading.source);
  if (reading.kind === 'refused') {
    const answer = refusedWebhook(reading.refusal);
    const { refusal, source } = reading;
    const line = { outcome: refusal, status: answer.statusCode, source: source ?? 'unknown' };
    ports.log.write('warn', { event: 'delivery', ...line, bytes: request.body.byteLength, ackMs: ackMs() });
    return answer;
  }
  const { delivery } = reading;
  const durability = await makeDurable(delivery, startedAtMs, ports, settings);
  const answer = durability.durable
    ? acknowledged()
    : refusedWebhook('unavailable', delivery.toAgentBot ? UNAVAILABLE_TO_AGENT_BOT : undefined);
  const safe = durability.queue.kind === 'durable' && durability.table.kind !== 'failed';
  ports.log.write(durability.durable ? (safe ? 'info' : 'warn') : 'error', {
    ...describe(delivery, durability),
    status: durability.durable ? undefined : answer.statusCode,
    bytes: request.body.byteLength,
    ackMs: ackMs(),
  });
  logSuperseded(delivery, durability, ports.log);
  return answer;
}

/** A valid token that does not match the known settings may belong to a source, or a URL, that is seconds old. */
async function read(request: WebhookRequest, ports: IngestPorts, { keys }: IngestSettings): Promise<Reading> {
  const { clock, directory, newId } = ports;
  const reading = readDelivery(request, { keys, sources: await directory.sources(), newId });
  const unknown =
    reading.kind === 'refused' && (reading.refusal === 'not_found' || reading.refusal === 'unauthorized');
  if (!unknown || !readToken(keys, request.sourceId, request.token)) return reading;
  const sources = await directory.sourcesSince(clock.nowMs() - ACKNOWLEDGE.recheckSourceMs);
  return sources ? readDelivery(request, { keys, sources, newId }) : reading;
}

type Tabled = Registration | { readonly kind: 'copied' };
type Sinks = Durability<void, Tabled>;

async function makeDurable(
  delivery: Delivery,
  startedAtMs: number,
  ports: IngestPorts,
  settings: IngestSettings,
): Promise<Sinks> {
  const { job, encoded, deduplicationId, storedBody } = delivery;
  const { conversation: group, deliveryId } = job;
  const { clock } = ports;
  if (storedBody && !(await isStored(storedBody, job, ports))) return NOWHERE;
  const queue = isWaitJob(job) && !mayBeAnswered(job) ? 'waits' : 'events';
  const message = { queue, job: encoded, group, deduplicationId } as const;
  const send = (signal: AbortSignal) => ports.queue.send(message, signal);
  // An unverified delivery opens no wait here: it may be forged.
  if (isWaitJob(job) && !job.unverified) {
    const { deadlineMs } = settings;
    // As if the session were new, which most are: one write and no read.
    const known = { version: 0 };
    const registered = async (signal: AbortSignal) =>
      (await registerWait({ job, encoded, deadlineMs }, ports.sessions, { known, signal })).outcome;
    return makeWaitDurable<void, Tabled>(send, registered, { clock, startedAtMs });
  }
  const copy = async (signal: AbortSignal): Promise<Tabled> => {
    await ports.copies.keep({ ...message, deliveryId }, signal);
    if (queue === 'events') await listInBacklog(delivery, ports, signal);
    return { kind: 'copied' };
  };
  return makeEventDurable<void, Tabled>(send, copy, { clock, startedAtMs });
}

/**
 * So that the next event of the conversation does not overtake this one. It is written after the copy: the sweeper takes what is
 * listed without one for ended, and deletes it. The copy is enough without it: then only the order is not kept.
 */
async function listInBacklog(
  { job: { deliveryId, receivedAtMs, conversation, source } }: Delivery,
  { backlogs, log }: IngestPorts,
  signal: AbortSignal,
): Promise<void> {
  const event = { deliveryId, receivedAtMs, conversation, source };
  try {
    await backlogs.list(event, AbortSignal.any([signal, AbortSignal.timeout(ACKNOWLEDGE.listMs)]));
  } catch (error) {
    log.write('warn', { event: 'backlog_error', deliveryId, source, conversation, error: errorName(error) });
  }
}

const NOWHERE: Sinks = { durable: false, queue: { kind: 'pending' }, table: { kind: 'pending' } };

/** A large body is stored before its job, so that no job refers to a body that does not exist. */
async function isStored(
  { key, bytes }: NonNullable<Delivery['storedBody']>,
  { deliveryId, source, conversation }: Job,
  { bodies, log }: IngestPorts,
): Promise<boolean> {
  try {
    await bodies.put(key, bytes, AbortSignal.timeout(ACKNOWLEDGE.storeBodyMs));
    return true;
  } catch (error) {
    log.write('error', { event: 'body_store', deliveryId, source, conversation, error: errorName(error) });
    return false;
  }
}

/** Logs the outcome of the cycle that this delivery ended: nobody else knows it. */
function logSuperseded({ job: { source, conversation } }: Delivery, { table }: Sinks, log: Log): void {
  if (table.kind !== 'durable' || table.value.kind !== 'opened' || !table.value.superseded) return;
  const { deliveryId } = table.value.superseded;
  log.write('info', { event: 'outcome', outcome: 'superseded', deliveryId, source, conversation });
}

/** What is so for most deliveries is left out. */
function describe({ job }: Delivery, { durable, queue, table }: Sinks): LogLine {
  const { deliveryId, source, conversation, type, unrecognised } = job;
  const ifSo = (so: boolean) => so || undefined;
  const waits = isWaitJob(job);
  return {
    event: 'delivery',
    outcome: durable ? 'accepted' : 'unavailable',
    deliveryId,
    source,
    conversation,
    type,
    unrecognised,
    waits: ifSo(waits),
    unverified: ifSo(job.unverified !== undefined),
    stored: ifSo(job.body.in === 'store'),
    registration: table.kind === 'durable' && table.value.kind !== 'opened' ? table.value.kind : undefined,
    ...describeFate('queue', queue),
    // An event that the queue has taken needs no table.
    ...((waits || queue.kind !== 'durable') && describeFate('table', table)),
  };
}

/** What is durable has only its time. */
function describeFate(name: string, fate: SinkResult<unknown>): Record<string, string | number> {
  switch (fate.kind) {
    case 'durable':
      return { [`${name}Ms`]: fate.tookMs };
    case 'failed':
      return { [name]: fate.kind, [`${name}Ms`]: fate.tookMs, [`${name}Error`]: errorName(fate.error) };
    case 'pending':
      return { [name]: fate.kind };
  }
}

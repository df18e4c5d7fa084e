// How long, how often and how far apart: every time limit, retry and lease of the deployment, on one page. What an operator
// tunes is a parameter and not here; what only one processor needs stands in its folder. The relations between these
// numbers are asserted in test/functions/core/policy.test.ts.

/** Calls to DynamoDB and SQS. A healthy store answers in tens of milliseconds. */
export const STORE = { attempts: 3, connectMs: 1_000, requestMs: 1_500 } as const;

/** A request to S3, its tries included, from its start to the last byte. */
export const BODY_STORE = { requestMs: 10_000 } as const;

/** From webhook to answer. Drawn as a time-line in ingest/make-durable.ts. */
export const ACKNOWLEDGE = {
  /** What Treble's webhook centre and Chatwoot wait, the network and a cold start included. */
  platformMs: 5_000,
  /** Then the API answers in ingest's place. */
  apiMs: 4_800,
  /** Then ingest answers 503, if nothing is durable. */
  giveUpMs: 3_300,
  /** From then on one of a wait's two stores is enough. */
  oneStoreMs: 1_200,
  /** Then an event is copied into the table, if the queue has not confirmed it. */
  copyAfterMs: 700,
  /** For listing such an event in its conversation's backlog, beside the copy. */
  listMs: 500,
  /** For storing a large body. What is left is enough for the queue and the table. */
  storeBodyMs: 2_000,
  /** How often a URL that the known settings refuse makes ingest read them again. */
  recheckSourceMs: 1_000,
} as const;

/** The sources' settings, as a function knows them. */
export const SETTINGS = {
  /** A change takes effect within 60 s; work that has just begun by old settings is included. */
  freshMs: 55_000,
  /** A platform is waiting: a healthy store answers in a tenth of this. */
  readMs: 500,
  /** After a failed read, no request reads again for so long. */
  pauseMs: 5_000,
} as const;

/** A wait, from its registration to its decision. */
export const WAIT = {
  /** A wait that nobody has claimed by then may never have reached the queue; the sweeper requeues it. */
  strandedAfterMs: 60_000,
  /** A job whose worker died this often is not given to another worker. */
  maxCrashes: 5,
  /** A processor in a file that keeps throwing is broken, not busy. */
  maxThrowingAttempts: 5,
  /** Cycles that an event with its own time is compared with, the current one included. */
  rememberedCycles: 8,
  /** Contact digests kept in a session. No platform names one person in more ways. */
  rememberedContacts: 8,
} as const;

export const LEASE = {
  /** A worker's, on the cycle it works on. Three renewals may fail before it ends. */
  workMs: 40_000,
  renewEveryMs: 10_000,
  /** For one call that continues a conversation: the call, and the time that a slow store takes to confirm the lease. */
  sendMs: 20_000,
  /** So much after its end a lease may be found, if that saves a write. */
  foundAfterMs: 60_000,
} as const;

/** One invocation of the worker. */
export const WORK = {
  /** Attempts at an event; then it is parked. */
  eventAttempts: 5,
  /** From then on a batch takes long: its messages leave the queue one by one. */
  longBatchMs: 2_000,
  /** Kept free at the end: to write an event's end and return messages. */
  eventReserveMs: 5_000,
  /** Kept free at the end: to write a decision and make one call. */
  waitReserveMs: 12_000,
  /** Of that, so much is left after the last call has begun. */
  waitSendReserveMs: 10_000,
  /**
   * No attempt at an event begins with less time, or less than half of what the invocation has for its events: it would be
   * cut short for no fault of its own.
   */
  minEventAttemptMs: 20_000,
  /**
   * An attempt that comes later than this stands due in the table instead of in the queue: a message in flight
   * blocks its conversation's group, and each receive brings it nearer to the dead-letter queue.
   */
  maxDelayInQueueMs: 20_000,
  /** A call that takes longer is marked, so that other invocations know; one that is given up then has hung. */
  longCallMs: 5_000,
  /** Where long calls to its destination have half of the workers, a job comes back after this, or twice as long. */
  crowdedMs: 5_000,
  /** An event that has come back from the queue so often goes to the table, however short its pause. */
  maxReturns: 10,
  /** An event for which there is no place in a batch comes back after this, or twice as long. */
  nextBatchMs: 2_000,
  /** A job that meets a live lease comes back so long after the lease ends. */
  afterLeaseMs: 1_000,
} as const;

/** Full jitter: anywhere from nothing to a bound that doubles from `baseMs` to `capMs`. */
export const RETRY = {
  /** A wait's processor failed. */
  wait: { baseMs: 1_000, capMs: 300_000 },
  /** An event's processor failed. */
  event: { baseMs: 2_000, capMs: 300_000 },
  /** A store is away. It is not the job's fault, so it is never parked for it. */
  store: { baseMs: 1_000, capMs: 60_000 },
  /** Behind a paused destination: added to the pause, so that what was deferred together does not return together. */
  deferred: { baseMs: 1_000, capMs: 30_000 },
} as const;

/** Continuing a conversation. */
export const SEND = {
  /** A call that takes longer has failed for us. Whether it has for the platform is unknown, so it is repeated. */
  callMs: 8_000,
  /** Of that, for fetching a file that goes with it. */
  fileMs: 4_000,
  /** Of that, for a turn, where a platform takes only so many calls a second. A later turn is another attempt's. */
  turnMs: 2_000,
  /**
   * So long the echo of a call may take, after a call whose end is not known: a customer would see a repetition. Echoes come
   * within seconds.
   */
  echoMs: 20_000,
  /** Echoes of calls that began longer ago are not looked for by their text. */
  rememberedEchoMs: 600_000,
  /** Calls of one conversation whose echoes are looked for by their text. */
  rememberedCalls: 20,
  /** Calls made one after the other before a decision is left to the sweeper. */
  quickTries: 4,
  /** A pause between two quick tries. A longer one is left to the sweeper. */
  maxPauseMs: 5_000,
  /** The pause before the first call, which `ResumeDelayMs` asks for. */
  maxFirstPauseMs: 60_000,
  /** A longer `Retry-After` is shortened to this. */
  maxRetryAfterMs: 3_600_000,
  /** Where the platform takes fewer calls than we make, and does not say when to come back; also the longest jitter. */
  throttledMs: 2_000,
  /**
   * The pause after the last quick try is one to two times `firstMs`: the next call may succeed by chance. After that a
   * conversation that only fails costs one call in `baseMs` to `capMs`.
   */
  slowRetry: { firstMs: 10_000, baseMs: 300_000, capMs: 600_000 },
  /** Where the deadline lies beyond the send window, a decision still has so long after the deadline. */
  afterDeadlineMs: 3_600_000,
  /** No call begins later than this after a result was posted: its sender waits for our answer. */
  afterResultMs: 5_000,
  /** The same after an operator's command. */
  afterCommandMs: 10_000,
} as const;

export const BREAKER = {
  /** How old an instance's knowledge of a destination may be. */
  freshMs: 5_000,
  /** Where another instance has just taken the probe, the next look comes so much later. */
  retryLookMs: 1_000,
  /** A hang of a call that may take less counts like any other failure: it costs no place for long. */
  longHangMs: 10_000,
  /** The first pause. Each one after a failed probe is twice as long, up to `BreakerPauseSeconds`. */
  firstPauseMs: 15_000,
  /** After a call that took long, every call is marked before it begins, for so long. */
  slowMs: 600_000,
  /** The share of failing calls counts over so many whole slices, and the current one. */
  recentSlices: 1,
  /** Between the end of a probe's call and the moment when others know its result. */
  probeSlackMs: 5_000,
  /** The window is counted in so many slices. */
  slices: 10,
} as const;

/** The sweeper. */
export const SWEEP = {
  everyMs: 60_000,
  /** Sessions in hand at once. With calls that hang for 8 s, this many still end within a run. */
  concurrency: 50,
  /** So long before the next run a run stops looking, and begins no call. The next run takes over. */
  handOverMs: 1_000,
  /** So long a run waits for the lease of the run before it. */
  leaseWaitMs: 5_000,
  /** Kept free at the end: for a call and its answer. */
  reserveMs: 12_000,
  /** How often it looks for what became due meanwhile, and how far back: the index is a moment behind the table. */
  lookEveryMs: 2_000,
  lookBackMs: 10_000,
  /** How often a lane that has nothing to do looks again. */
  laneMs: 500,
  /** While a destination is probed, one job of a source is requeued as its probe in this time. */
  probeMs: 10_000,
  /** Put-off jobs are requeued only while fewer messages wait in their queue, but one in any case. */
  queueRoom: 20,
  /** After a platform took fewer calls than we made: the longest pause between two, and what each turn takes off. */
  slowestMs: 1_000,
  fasterBy: 0.98,
  /** For the dead-letter queues in one run. Deadlines go first. */
  deadLettersMs: 5_000,
  /** Kept free for printing metrics after the dead-letter queues. */
  metricsMs: 3_000,
  /** Entries of the due list in one look. A run that holds more has no memory for them. */
  maxEntries: 50_000,
  /**
   * A copy that the queue has taken, and that is still the head of a backlog so much later, had probably been worked on before
   * it was listed there. Until then it holds up its conversation.
   */
  copyTakenMs: 180_000,
  /** An event of a backlog that was requeued and is still there so much later is requeued again: its message was lost. */
  requeueAgainMs: 1_200_000,
  /** After so many failures in a row the queue is not used again in this run. */
  queueFailures: 3,
  /** A wait counts as late for the alarm after the sweeper has had two runs for it. */
  lateAfterMs: 120_000,
} as const;

/** An operator's command. */
export const COMMAND = {
  /** For all entries of one command. */
  entriesMs: 45_000,
  /** Nobody else may replay or dismiss an entry for so long. */
  replayMs: 60_000,
  /** For beginning new parts of an erasure. What is left is enough to end one. */
  eraseMs: 20_000,
} as const;

export const STATISTICS = {
  /** Counting must not delay the work: what cannot be written by then is lost, and the log says so. */
  writeMs: 1_000,
  /** Pauses between tries to write a batch of the access log. Then Lambda repeats the batch after minutes. */
  retryPausesMs: [500, 2_000],
  /** Past minutes are merged by so many. A part of an hour without a rest. */
  blockMinutes: 5,
  /** A block is merged so long after its end: most of the access log has come by then. */
  settleMs: 120_000,
  /** For merging. What is not merged by then is merged after a later batch. */
  mergeMs: 8_000,
  /** Half an hour takes tens of milliseconds, a day of a busy deployment seconds. The console has less patience. */
  readMs: 20_000,
} as const;

/**
 * A part of the console's page that takes longer is shown as missing, and is read no further. What is left of the
 * function's time is enough to draw the page.
 */
export const CONSOLE = { partMs: 8_000, drawMs: 5_000 } as const;

/** The functions' own time limits. The worker's is chosen by `WorkerTimeoutSeconds`. */
export const FUNCTION_SECONDS = {
  ingest: 5,
  resume: 25,
  sweeper: 75,
  stats: 60,
  console: 15,
  operate: 60,
} as const;

/** The API's time limit on `/resume`: the longest that an HTTP API offers is 30 s. */
export const RESUME_API_SECONDS = 29;

export const QUEUE = {
  /** Added to the worker's time limit: docs/decisions/visibility-just-above-the-time-limit.md. */
  visibilitySlackSeconds: 30,
  /** Of what the sweeper has read from a dead-letter queue: as long as it may run. */
  deadLetterVisibilitySeconds: 90,
  /**
   * The worker counts attempts itself and parks a hopeless job after a few. SQS also counts the followers of a failure in
   * their group. So its own limit is only a far backstop for what crashes the function. 1,000 is the highest there is.
   */
  maxReceiveCount: 1_000,
  /** SQS hides a message for 12 hours at most. */
  maxVisibilitySeconds: 43_200,
} as const;

/** How long a delivery's age may differ from a signature's own time, as Chatwoot's documents suggest. */
export const SIGNATURE_WINDOW_MS = 300_000;

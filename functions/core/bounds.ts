// Defaults and bounds of everything an operator tunes, in one place: the stack's parameters show them,
// the functions' environments enforce them. Units are in the names.

export const BOUNDS = {
  SessionDeadlineSeconds: { minimum: 10, maximum: 30 * 24 * 3600, default: 300 },
  ResumeDelayMs: { minimum: 0, maximum: 60_000, default: 0 },
  SessionUpdateSettleSeconds: { minimum: 0, maximum: 600, default: 30 },
  SendWindowHours: { minimum: 1, maximum: 24, default: 20 },
  /** Botmaker's own numbers: more than 100 failures in 10 minutes, then silent for 10. */
  BreakerFailures: { minimum: 1, maximum: 100_000, default: 100 },
  BreakerWindowSeconds: { minimum: 10, maximum: 3600, default: 600 },
  BreakerPauseSeconds: { minimum: 1, maximum: 3600, default: 600 },
  UpdatesPerSecond: { minimum: 1, maximum: 500, default: 20 },
  WaitsMaxConcurrency: { minimum: 2, maximum: 1000, default: 5 },
  EventsMaxConcurrency: { minimum: 2, maximum: 1000, default: 2 },
  SessionRetentionDays: { minimum: 1, maximum: 365, default: 7 },
  ProcessorTimeoutSeconds: { minimum: 1, maximum: 870, default: 60 },
  PhotoMinPixels: { minimum: 1, maximum: 10_000, default: 300 },
  /** Four bytes a pixel, and up to as much again three times while it is decoded: more does not fit into a worker. */
  PhotoMaxMegapixels: { minimum: 1, maximum: 25, default: 25 },
  PhotoMinBytes: { minimum: 0, maximum: 1_000_000, default: 5000 },
  PhotoMaxBytes: { minimum: 1000, maximum: 20_000_000, default: 10_000_000 },
  PhotoMinContrast: { minimum: 0, maximum: 100, default: 4 },
  /** The queues keep a job for 14 days, and its body must still be there. */
  PayloadRetentionDays: { minimum: 14, maximum: 365, default: 14 },
  SlowMs: { minimum: 1, maximum: 30_000, default: 2000 },
  StatsRetentionDays: { minimum: 1, maximum: 365, default: 30 },
} as const;

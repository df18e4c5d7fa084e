// An entry of the error log: a delivery, or a decision, that could not be brought to its end.

export interface Failure {
  /** One entry per delivery and cause. */
  readonly id: string;
  readonly deliveryId: string;
  readonly reason: string;
  readonly parkedAtMs: number;
  readonly attempts: number;
  readonly source?: string;
  readonly platform?: string;
  readonly conversation?: string;
  readonly type?: string;
  /** It opened a wait. */
  readonly waits?: boolean;
  /** Digests that stand for the person. */
  readonly contacts?: readonly string[];
  /** The message as it was, for the replay. */
  readonly job?: string;
}

export interface FailureEntry extends Failure {
  /** Replays begun, whatever became of them. */
  readonly taken: number;
  readonly replays: number;
  readonly replayedAtMs?: number;
  readonly replayedBy?: string;
  readonly dismissedAtMs?: number;
  readonly dismissedBy?: string;
}

export interface ParkedDelivery {
  readonly id: string;
  readonly deliveryId: string;
  readonly reason: string;
  readonly parkedAtMs: number;
  readonly attempts: number;
  readonly source?: string;
  readonly platform?: string;
  readonly conversation?: string;
  readonly type?: string;
  /** Its wait: the conversation has gone on without it, so a replay must be forced. */
  readonly waits: boolean;
  /** Times it was replayed, and last when and by whom. */
  readonly replays: number;
  readonly replayedAtMs?: number;
  readonly replayedBy?: string;
  /** When and by whom it was said that there is nothing to do about it. */
  readonly dismissedAtMs?: number;
  readonly dismissedBy?: string;
}

export interface ErrorLog {
  /** Entries that nobody has replayed or dismissed; a lower bound where `more` is set. */
  readonly open: number;
  readonly more: boolean;
  /** Newest first. */
  readonly newest: readonly ParkedDelivery[];
}

// An entry of the error log: a delivery that could not be worked on, or a decision that could not be sent.

export interface ErrorLogEntry {
  /** One entry for each delivery and cause: `<deliveryId>#work` or `<deliveryId>#update`. */
  readonly id: string;
  readonly deliveryId: string;
  /** A `ParkReason`, or one of another version. */
  readonly reason: string;
  readonly parkedAtMs: number;
  readonly attempts: number;
  readonly source?: string;
  readonly platform?: string;
  readonly conversation?: string;
  readonly type?: string;
  /** What exactly is wrong, where somebody must know it to mend it. Never a value. Not in a list. */
  readonly problem?: string;
  /** It opened a wait. The conversation has gone on without it, so a replay must be forced. */
  readonly waits: boolean;
  /** How often it was replayed; last when, and by whom (self-declared). */
  readonly replays: number;
  readonly replayedAtMs?: number;
  readonly replayedBy?: string;
  /** When and by whom (self-declared) it was dismissed: nothing is to be done about it. */
  readonly dismissedAtMs?: number;
  readonly dismissedBy?: string;
  /** Digests that stand for the person. Not in a list. */
  readonly contacts?: readonly string[];
  /** The message as it was, for a replay. Not in a list. */
  readonly job?: string;
  /** Replays begun, whatever their end. Not in a list. */
  readonly replaysBegun?: number;
}

/** As it is parked. */
export type NewEntry = Omit<
  ErrorLogEntry,
  'replays' | 'replayedAtMs' | 'replayedBy' | 'dismissedAtMs' | 'dismissedBy' | 'replaysBegun'
>;

const WORK = '#work';
const UPDATE = '#update';

/** Of the entry for a delivery's work. */
export const workEntryId = (deliveryId: string): string => `${deliveryId}${WORK}`;

/** Of the entry for a decision that its platform did not take. */
export const updateEntryId = (deliveryId: string): string => `${deliveryId}${UPDATE}`;

/** Of the delivery, or its replay, that the entry is of. */
export const deliveryOfEntry = (id: string): string => id.replace(/#(work|update)$/, '');

export const isUpdateEntry = (id: string): boolean => id.endsWith(UPDATE);

/** Nobody has replayed or dismissed it. */
export const isOpen = ({
  replays,
  dismissedAtMs,
}: Pick<ErrorLogEntry, 'replays' | 'dismissedAtMs'>): boolean => replays === 0 && dismissedAtMs === undefined;

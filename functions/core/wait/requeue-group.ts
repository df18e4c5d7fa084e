// The queue's group of a job that the sweeper requeues. It is a group of its own: the conversation's group is locked while the
// message of a dead worker is hidden.

export interface Requeue {
  /** Rises with each requeue of the wait. */
  readonly time: number;
  /** Its worker died, or may have died, perhaps because of it. */
  readonly alone: boolean;
}

const ALONE = '-alone-';

export const requeueGroup = (ref: string, { time, alone }: Requeue): string =>
  `${ref}${alone ? ALONE : '-'}${time}`;

/** Whether the job of this group must not run beside others. */
export const runsAlone = (group: string): boolean => group.includes(ALONE);

/** Attempts at a job. The queue's receive count does not tell them: it also rises for what follows a failure. */
export interface AttemptCounter {
  /** Counts one more attempt, and returns the number. */
  count(deliveryId: string): Promise<number>;
  /** The last one was no attempt of the job's own. */
  takeBack(deliveryId: string): Promise<void>;
  clear(deliveryId: string): Promise<void>;
}

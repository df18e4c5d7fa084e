/** Real attempts at a job, counted apart from the queue's receive count, which followers of a failure gain too. */
export interface AttemptCounter {
  /** Counts one more and returns how many there are by now. */
  count(deliveryId: string): Promise<number>;
  clear(deliveryId: string): Promise<void>;
}

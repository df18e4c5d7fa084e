import type { HeldWait } from './erasure.ts';

/** One store as an erasure sees it. */
export interface Holdings {
  /** What it holds of whoever one of these digests stands for, in the next bounded part of it. */
  look(contacts: readonly string[], from: string | undefined): Promise<Look>;
  /** False when it has changed since it was found, and is still there. */
  erase(held: Held): Promise<boolean>;
}

export interface Look {
  readonly found: readonly Held[];
  /** Items looked at. */
  readonly looked: number;
  /** Where to go on; absent at the end. */
  readonly next?: string;
}

export interface Held {
  /** `copy`: of a delivery that its queue has not taken yet. `entry`: of the error log. */
  readonly kind: 'session' | 'copy' | 'entry' | 'body';
  readonly key: string;
  readonly version?: number;
  readonly deliveryId?: string;
  readonly storedAtMs?: number;
  /** Somebody waits for what this leads to. */
  readonly wait?: HeldWait;
}

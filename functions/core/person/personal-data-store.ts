import type { KeptWait } from './erasure.ts';

/** A store of personal data, for an erasure. */
export interface PersonalDataStore {
  /** Searches the next part of the store, of bounded size, for the people with these digests. */
  find(contacts: readonly string[], from: string | undefined): Promise<FoundPage>;
  /** False when it has changed since it was found, and is still there. */
  erase(held: PersonalDataMatch): Promise<boolean>;
}

export interface FoundPage {
  readonly found: readonly PersonalDataMatch[];
  /** Items looked at. */
  readonly scanned: number;
  /** Where to go on; absent at the end. */
  readonly next?: string;
}

export interface PersonalDataMatch {
  /** `copy`: of a delivery that its queue has not taken yet. `entry`: of the error log. */
  readonly kind: 'session' | 'copy' | 'entry' | 'body';
  readonly key: string;
  readonly version?: number;
  readonly deliveryId?: string;
  readonly storedAtMs?: number;
  /** It may be of this person, but this version cannot read it. */
  readonly unreadable?: true;
  /** A conversation waits for it, so it stays. */
  readonly wait?: KeptWait;
}

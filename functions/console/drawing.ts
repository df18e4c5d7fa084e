// The context that every part of the output needs.
import type { CommandTarget } from './actions.ts';
import type { Zone } from './zone.ts';

export interface Drawing {
  readonly zone: Zone;
  readonly target: CommandTarget;
}

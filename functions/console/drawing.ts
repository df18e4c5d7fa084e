// What every part of a drawing needs to know about where it is drawn.
import type { CommandTarget } from './actions.ts';
import type { Zone } from './zone.ts';

export interface Drawing {
  readonly zone: Zone;
  readonly target: CommandTarget;
}

// The recording of a simulation, with the values that the promises need.
import { type CycleStory, type Cycles, cyclesOf } from './cycles.ts';
import type { Delivered } from './history.ts';
import type { Recording } from './simulate.ts';

export interface Story extends Recording, Cycles {
  /** The delivery that opened a cycle. */
  openedBy(cycle: CycleStory): Delivered;
  /** Its last written state. */
  end(cycle: CycleStory): string;
  /** A newer delivery superseded it before its end. */
  isSuperseded(cycle: CycleStory): boolean;
}

export function storyOf(recording: Recording): Story {
  const cycles = cyclesOf(recording.history);
  const end = ({ states }: CycleStory) => states.at(-1)?.cycle.progress.state ?? 'none';
  const ended = (state: string) => ['continued', 'refused', 'closed'].includes(state);
  return {
    ...recording,
    ...cycles,
    end,
    isSuperseded: (cycle) => cycle.over !== undefined && !ended(end(cycle)),
    openedBy({ deliveryId }) {
      const delivered = recording.history.deliveries.get(deliveryId);
      if (!delivered) throw new Error(`A cycle was opened by ${deliveryId}, which was never delivered.`);
      return delivered;
    },
  };
}

/** By the time of receipt, and at the same time by id. */
export function isNewer(
  a: Pick<Delivered, 'receivedAtMs' | 'deliveryId'>,
  b: Pick<Delivered, 'receivedAtMs' | 'deliveryId'>,
): boolean {
  if (a.receivedAtMs !== b.receivedAtMs) return a.receivedAtMs > b.receivedAtMs;
  return a.deliveryId > b.deliveryId;
}

// A simulation's story with what the promises ask of it worked out once.
import type { CycleStory, Told } from './cycles.ts';
import { tellCycles } from './cycles.ts';
import type { Delivered } from './history.ts';
import type { Story } from './simulate.ts';

export interface Tale extends Story, Told {
  /** The delivery that opened a cycle. */
  openedBy(cycle: CycleStory): Delivered;
  /** The last that was written of it. */
  end(cycle: CycleStory): string;
  /** A newer delivery took its place before it had ended. */
  isSuperseded(cycle: CycleStory): boolean;
}

export function taleOf(story: Story): Tale {
  const told = tellCycles(story.history);
  const end = ({ states }: CycleStory) => states.at(-1)?.cycle.progress.state ?? 'none';
  const ended = (state: string) => ['continued', 'refused', 'closed'].includes(state);
  return {
    ...story,
    ...told,
    end,
    isSuperseded: (cycle) => cycle.over !== undefined && !ended(end(cycle)),
    openedBy({ deliveryId }) {
      const delivered = story.history.deliveries.get(deliveryId);
      if (!delivered) throw new Error(`A cycle was opened by ${deliveryId}, which was never delivered.`);
      return delivered;
    },
  };
}

/** The order in which deliveries came, ties broken by their id. */
export function isNewer(
  a: Pick<Delivered, 'receivedAtMs' | 'deliveryId'>,
  b: Pick<Delivered, 'receivedAtMs' | 'deliveryId'>,
): boolean {
  if (a.receivedAtMs !== b.receivedAtMs) return a.receivedAtMs > b.receivedAtMs;
  return a.deliveryId > b.deliveryId;
}

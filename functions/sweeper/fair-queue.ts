// A queue in memory that takes turns: one item of each source after the other, oldest first within a source.

export interface FairQueue<Item> {
  add(source: string, item: Item): void;
  take(): Item | undefined;
  /** Takes out every item that the test holds for. */
  remove(test: (item: Item) => boolean): Item[];
  size(): number;
}

export function fairQueue<Item>(): FairQueue<Item> {
  /** The source whose turn is next stands first. */
  const sources = new Map<string, Item[]>();
  let size = 0;

  return {
    add(source, item) {
      const items = sources.get(source);
      if (items) items.push(item);
      else sources.set(source, [item]);
      size += 1;
    },

    take() {
      const [turn] = sources;
      if (!turn) return undefined;
      const [source, items] = turn;
      const item = items.shift();
      sources.delete(source);
      if (items.length > 0) sources.set(source, items);
      size -= 1;
      return item;
    },

    remove(test) {
      const removed: Item[] = [];
      for (const [source, items] of sources) {
        const kept = items.filter((item) => !test(item));
        if (kept.length === items.length) continue;
        removed.push(...items.filter(test));
        if (kept.length > 0) sources.set(source, kept);
        else sources.delete(source);
      }
      size -= removed.length;
      return removed;
    },

    size: () => size,
  };
}

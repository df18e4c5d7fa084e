// dynalite ends a read by calling `return` of its database's iterator, which has none, so every query and scan left one open.
// An open iterator keeps all that the database had in memory at that time.
import { AbstractKeyIterator, AbstractValueIterator } from 'abstract-level';

for (const { prototype } of [AbstractKeyIterator, AbstractValueIterator]) {
  Object.assign(prototype, {
    return(this: { close(): Promise<void> }) {
      return this.close();
    },
  });
}

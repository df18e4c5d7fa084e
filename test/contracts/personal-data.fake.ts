// The fake of a personal data store. Each find scans `partSize` items.
import type {
  PersonalDataMatch,
  PersonalDataStore,
} from '../../functions/core/person/personal-data-store.ts';

export interface PersonalDataItem extends PersonalDataMatch {
  /** Digests of the persons it is about. */
  readonly contacts: readonly string[];
}

export interface MemoryPersonalData extends PersonalDataStore {
  readonly items: PersonalDataItem[];
}

export function memoryPersonalData(
  stored: readonly PersonalDataItem[] = [],
  partSize = 2,
): MemoryPersonalData {
  const items = [...stored];
  return {
    items,
    async find(contacts, from = '') {
      const left = items.filter(({ key }) => key > from).sort((a, b) => (a.key < b.key ? -1 : 1));
      const part = left.slice(0, partSize);
      const last = part.at(-1)?.key;
      const found = part.filter((item) => item.contacts.some((one) => contacts.includes(one)));
      return {
        scanned: part.length,
        found: found.map(({ contacts: _contacts, ...match }) => match),
        ...(left.length > partSize && last !== undefined && { next: last }),
      };
    },
    async erase({ key, version }) {
      const at = items.findIndex((item) => item.key === key);
      if (version !== undefined && items[at]?.version !== version) return false;
      if (at >= 0) items.splice(at, 1);
      return true;
    },
  };
}

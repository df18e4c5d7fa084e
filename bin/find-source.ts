// Finds the source that a command names.
import type { Source } from '../functions/core/source/source.ts';
import { CommandError } from './command.ts';

/** @throws {CommandError} where there is none, or it was removed. */
export function findSource(sources: readonly Source[], id: string): Source {
  const source = sources.find((known) => known.id === id && !known.removed);
  if (source) return source;
  throw noSource(id);
}

export const noSource = (id: string): CommandError =>
  new CommandError(`There is no source ${id}. npx acuse source list shows them.`);

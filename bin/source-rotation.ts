// The rotation of a source's URL and of its signing secret: a new one beside the old one, and later the end of the old
// one. Pure functions.
import type { Source } from '../functions/core/source/source.ts';
import { CommandError, type Input } from './command.ts';

export function rotate(source: Source, input: Pick<Input, 'flag'>): Source {
  const inProgress = source.generation > source.lowestGeneration;
  if (input.flag('finish')) {
    if (!inProgress)
      throw new CommandError(`No rotation of ${source.id} is in progress: there is nothing to finish.`);
    return { ...source, lowestGeneration: source.generation };
  }
  if (inProgress) {
    throw new CommandError(
      `A rotation of ${source.id} is in progress. Paste the new URL (source show ${source.id}), then use --finish.`,
    );
  }
  return { ...source, generation: source.generation + 1 };
}

export function rotateSecret(source: Source, input: Pick<Input, 'flag'>): Source {
  const { secretGeneration = 1, lowestSecretGeneration = 1 } = source;
  const inProgress = secretGeneration > lowestSecretGeneration;
  if (input.flag('finish')) {
    if (!inProgress)
      throw new CommandError(
        `No rotation of the secret of ${source.id} is in progress: there is nothing to finish.`,
      );
    return { ...source, lowestSecretGeneration: secretGeneration };
  }
  if (inProgress) {
    throw new CommandError(
      `A rotation of the secret of ${source.id} is in progress. Give the processor the new secret (source show ${source.id}), then use --finish.`,
    );
  }
  return { ...source, secretGeneration: secretGeneration + 1, lowestSecretGeneration };
}

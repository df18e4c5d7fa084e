import type { Looked } from './check.ts';

/** Names of errors only: a message may hold what is not for the screen. */
export async function looked<T>(look: () => Promise<T>): Promise<Looked<T>> {
  try {
    return { found: await look() };
  } catch (error) {
    const { cause = error } = Object(error);
    return { unknown: cause instanceof Error ? cause.name : 'no answer' };
  }
}
